"use client";

import { useQuery } from "@tanstack/react-query";
import { ExactAmount } from "@/components/ui/amount";
import { DataTable } from "@/components/ui/data-table";
import { HeightLink } from "@/components/ui/height-link";
import { MethodLink } from "@/components/ui/method-link";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import { apiPath } from "@/lib/api/api-path";
import type { ConsumerRewardsView } from "@/lib/api/contracts/reward";
import { consumerRewardsQuery } from "@/lib/api/rewards-query";
import { denomUnit } from "@/lib/format/denom";
import { count, formatShare } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { PayoutChart } from "./payout-chart";
import { consumerRewardsSentence } from "./reward-words";
import { RewardsTable } from "./rewards-table";

/** One consumer's rewards: the sums, what each block gave out, and to whom. */
export function ConsumerRewards({ consumerId }: { consumerId: string }) {
  const { network, height } = usePlace();
  const { data } = useQuery(consumerRewardsQuery(network, consumerId, height));
  if (!data) return null;
  const { rewards, payouts, validators, split, eligibility } = data.data;
  const unitOf = (providerDenom: string) =>
    denomUnit(rewards.find((row) => row.providerDenom === providerDenom)?.denom ?? providerDenom);
  const first = rewards.find(({ providerDenom }) => providerDenom === payouts[0]?.providerDenom);
  return (
    <>
      <h1 className="mt-6 mb-4">{consumerRewardsSentence(rewards)}</h1>
      <RewardsTable rows={rewards} showConsumer={false} />
      <Rules split={split} eligibility={eligibility} />
      {first ? <PayoutChart payouts={payouts} denom={first.denom} providerDenom={first.providerDenom ?? ""} /> : null}
      {payouts.length === 0 ? null : (
        <section className="mt-8">
          <DataTable
            caption={
              <MethodLink id="rewards-per-validator">
                Who was paid by the last {count(payouts.length, "payout")}
              </MethodLink>
            }
            rows={validators}
            rowKey={(row) => `${row.providerConsAddress} ${row.providerDenom}`}
            empty="All of it went to the community pool: no validator was long enough in the set."
            columns={[
              {
                key: "validator",
                label: "Validator",
                cell: ({ operator, moniker, providerConsAddress }) =>
                  operator === undefined ? (
                    <span className="break-all font-mono">{providerConsAddress}</span>
                  ) : (
                    <PlaceLink to={`/validators/${operator}`}>
                      <bdi>{safeText(moniker ?? "", 40) || operator}</bdi>
                    </PlaceLink>
                  ),
              },
              {
                key: "paid",
                label: "Paid",
                isNumeric: true,
                cell: ({ paid, providerDenom }) => <ExactAmount base={paid} {...unitOf(providerDenom)} />,
              },
              {
                key: "commission",
                label: "Of it, commission",
                isNumeric: true,
                cell: ({ commission, providerDenom }) => <ExactAmount base={commission} {...unitOf(providerDenom)} />,
              },
              {
                key: "rate",
                label: "Commission here",
                isNumeric: true,
                cell: ({ commissionRate }) => formatShare(commissionRate),
              },
              { key: "payouts", label: "Payouts", isNumeric: true, cell: (row) => row.payouts },
            ]}
          />
          <details className="mt-6">
            <summary className="font-semibold">{count(payouts.length, "payout")}, newest first</summary>
            <DataTable
              caption="Payouts"
              captionHidden
              rows={payouts}
              rowKey={(row) => `${row.height} ${row.providerDenom}`}
              empty="None."
              columns={[
                {
                  key: "height",
                  label: "Block",
                  cell: (row) => <HeightLink height={row.height} to={`/consumers/${consumerId}/rewards`} />,
                },
                {
                  key: "time",
                  label: "When",
                  cell: ({ time }) => (isUnknown(time) ? <Unknown because={time.because} /> : <Time iso={time} />),
                },
                {
                  key: "validators",
                  label: "To validators",
                  isNumeric: true,
                  cell: (row) => <ExactAmount base={row.distributed} {...unitOf(row.providerDenom)} />,
                },
                {
                  key: "pool",
                  label: "Community pool",
                  isNumeric: true,
                  cell: (row) => <ExactAmount base={row.communityPool} {...unitOf(row.providerDenom)} />,
                },
              ]}
            />
          </details>
        </section>
      )}
      <p className="mt-3 text-muted">
        <a href={apiPath(network, `/consumers/${consumerId}/rewards`, height)}>The same as JSON</a>
      </p>
    </>
  );
}

function Rules({ split, eligibility }: Pick<ConsumerRewardsView, "split" | "eligibility">) {
  const hasSplit = split !== undefined && split.consumerFraction !== "" && split.everyBlocks !== "0";
  return (
    <p className="mt-3 text-muted">
      {hasSplit
        ? `Of its fees ${formatShare(split.consumerFraction)} stay on the consumer; the rest is sent every ${count(Number(split.everyBlocks), "block")}. `
        : ""}
      {isUnknown(eligibility)
        ? ""
        : `A validator is paid once it has been in the set for ${count(eligibility.epochs, "epoch")} (${count(eligibility.blocks, "block")}).`}
    </p>
  );
}
