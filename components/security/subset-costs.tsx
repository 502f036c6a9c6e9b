"use client";

import { Amount } from "@/components/ui/amount";
import { DataTable } from "@/components/ui/data-table";
import { MethodLink } from "@/components/ui/method-link";
import type { SecurityItem } from "@/lib/api/contracts/security";
import { denomUnit } from "@/lib/format/denom";
import { formatShare, shareOf } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { scopeName } from "./security-words";

/** What a colluding third of each subset would cost beside the whole provider, and what its largest member leaving does. */
export function SubsetCosts({ items }: { items: readonly SecurityItem[] }) {
  const provider = items.find(({ scope }) => scope === "provider");
  const whole = BigInt(provider?.cheapestThird ?? 0);
  const unit = denomUnit(provider?.denom);
  const rows = items.filter(({ cheapestThird }) => cheapestThird !== undefined);
  return (
    <section className="mt-8" id="subset">
      <h2>What a colluding third of each subset would cost</h2>
      <p className="text-muted">
        Stake of a cheap coalition with more than a third of the power. Full bar: the provider's own third.
      </p>
      <DataTable
        caption="Cost of a colluding third, and of the largest validator leaving"
        captionHidden
        rows={rows}
        rowKey={({ scope }) => scope}
        empty="No chain has a validator set at this height."
        columns={[
          { key: "scope", label: "Chain", cell: (item) => scopeName(item) },
          {
            key: "cost",
            label: `A third, ${unit.unit}`,
            head: <MethodLink id="colluding-third">{`A third, ${unit.unit}`}</MethodLink>,
            isNumeric: true,
            cell: ({ cheapestThird = "0" }) => <Amount base={cheapestThird} exponent={unit.exponent} unit="" />,
          },
          {
            key: "bar",
            label: "of the provider's",
            cell: ({ cheapestThird = "0" }) => {
              const share = shareOf(BigInt(cheapestThird), whole);
              return (
                <span className="flex items-center gap-2">
                  <svg
                    aria-hidden="true"
                    viewBox="0 0 100 8"
                    preserveAspectRatio="none"
                    className="h-2 w-full min-w-16 max-w-56"
                    focusable="false"
                  >
                    <rect width="100" height="8" className="fill-line" />
                    <rect width={Math.min(100, Number(share) * 100)} height="8" className="fill-muted" />
                  </svg>
                  <span className="whitespace-nowrap">{formatShare(share)}</span>
                </span>
              );
            },
          },
          {
            key: "largest",
            label: "Largest validator",
            head: <MethodLink id="largest-leaves">Largest validator</MethodLink>,
            cell: ({ largestLeaves }) =>
              largestLeaves === undefined ? null : (
                <>
                  <bdi>{safeText(largestLeaves.moniker ?? "", 28) || "unknown validator"}</bdi>{" "}
                  <span className="whitespace-nowrap text-muted">{formatShare(largestLeaves.share)}</span>
                </>
              ),
          },
          {
            key: "leaves",
            label: "Without it",
            cell: ({ largestLeaves, fewestToHalt }) => <Leaving leaves={largestLeaves} today={fewestToHalt} />,
          },
        ]}
      />
    </section>
  );
}

function Leaving({ leaves, today }: { leaves: SecurityItem["largestLeaves"]; today: number | undefined }) {
  if (leaves === undefined) return null;
  const then = leaves.after?.fewestToHalt;
  const later =
    then === undefined
      ? "nobody is left"
      : then === today
        ? `next epoch: still ${then} to halt`
        : `next epoch: ${then} to halt, now ${today}`;
  return leaves.stopsWithout ? (
    <>
      <span className="text-warn">▲ stops at once</span>; {later}
    </>
  ) : (
    <>goes on; {later}</>
  );
}
