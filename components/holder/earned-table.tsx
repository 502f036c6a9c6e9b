import { ExactAmount } from "@/components/ui/amount";
import { DataTable } from "@/components/ui/data-table";
import { HeightLink } from "@/components/ui/height-link";
import { PlaceLink } from "@/components/ui/place";
import type { HoldersView } from "@/lib/api/contracts/holder";
import { denomUnit } from "@/lib/format/denom";
import { count } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { shortAddress } from "@/lib/format/short-text";
import { chainName } from "./holder-words";

/** What consumers paid these validators and those who delegate to them. */
export function EarnedTable({ view: { validators, consumers, rewardsUnread = [] } }: { view: HoldersView }) {
  const rows = validators.flatMap(({ rewards, ...validator }) =>
    rewards.map((reward) => ({ ...validator, ...reward })),
  );
  const nameOf = (id: string) => {
    const consumer = consumers.find(({ consumerId }) => consumerId === id);
    return consumer ? chainName(consumer) : `consumer ${id}`;
  };
  return (
    <section className="mt-8">
      <DataTable
        caption="What consumers paid them"
        rows={rows}
        rowKey={({ operator, consumerId, providerDenom }) => `${operator} ${consumerId} ${providerDenom}`}
        empty="No consumer has paid any of them: none distributes rewards, or they were not long enough in a set."
        columns={[
          {
            key: "validator",
            label: "Validator",
            cell: ({ operator, moniker }) => (
              <PlaceLink to={`/validators/${operator}`} className="underline">
                <bdi>{safeText(moniker, 40) || shortAddress(operator)}</bdi>
              </PlaceLink>
            ),
          },
          {
            key: "consumer",
            label: "By",
            cell: ({ consumerId }) => (
              <PlaceLink to={`/consumers/${consumerId}/rewards`} className="underline">
                <bdi>{nameOf(consumerId)}</bdi>
              </PlaceLink>
            ),
          },
          {
            key: "delegators",
            label: "To its delegators",
            isNumeric: true,
            cell: ({ paid, commission, denom }) => (
              <ExactAmount base={String(BigInt(paid) - BigInt(commission))} {...denomUnit(denom)} />
            ),
          },
          {
            key: "commission",
            label: "Its commission",
            isNumeric: true,
            cell: ({ commission, denom }) => <ExactAmount base={commission} {...denomUnit(denom)} />,
          },
          {
            key: "since",
            label: "Since",
            cell: ({ consumerId, sinceHeight, payouts }) => (
              <>
                <HeightLink height={sinceHeight} to={`/consumers/${consumerId}/rewards`} />{" "}
                <span className="text-muted">{count(payouts, "payout")}</span>
              </>
            ),
          },
        ]}
      />
      <p className="mt-3 text-muted">
        Each payout is divided by power among those who were in the set for long enough; a validator keeps its
        commission on that chain, and its delegators share the rest by stake. Amounts are cut to whole units.
        {rewardsUnread.length === 0
          ? null
          : ` Not looked at: ${count(rewardsUnread.length, "more consumer")} that pay.`}
      </p>
    </section>
  );
}
