import { Power } from "@/components/ui/amount";
import { DataTable } from "@/components/ui/data-table";
import { Term } from "@/components/ui/term";
import { count, formatInteger, formatShare, shareOf } from "@/lib/format/number";
import { capPowerSteps } from "@/lib/ics/power-cap";
import type { WhatIf } from "@/lib/ics/what-if";
import type { NamedRow } from "./set-table";

/** The power cap worked out as the chain does it, member by member, in whole numbers (ics-protocol.md §6.3). */
export function CapArithmetic({ what, rows }: { what: WhatIf; rows: readonly NamedRow[] }) {
  const percent = what.input.powerShaping.validatorsPowerCap;
  if (percent === 0 || what.next.set.length === 0) return null;
  const members = rows
    .filter(({ next }) => next !== undefined)
    .map(({ name, providerPower, consAddress }) => ({ name, consAddress, power: providerPower }));
  const { sum, max, extra, below, share, steps } = capPowerSteps(members, percent);
  const cappedSum = steps.reduce((total, { after }) => total + after, 0n);
  const isImpossible = percent * members.length < 100;
  const least = Math.ceil(100 / percent);
  return (
    <details className="mt-6">
      <summary className="py-1 font-semibold">How the power cap of {percent} % is worked out</summary>
      <p className="mt-1 max-w-prose">
        Together the members have <Power value={String(sum)} />, so the <Term id="power-cap">cap</Term> is {percent} %
        of it, cut to a whole number: <strong className="font-semibold">{formatInteger(max)}</strong>.{" "}
        {extra === 0n
          ? "Nobody is above it, so nothing moves."
          : `What stands above it, ${formatInteger(extra)}, is given to the ${count(Number(below), "member")} below: at first ${formatInteger(share)} each, and what one cannot take without passing the cap goes to those after.`}
      </p>
      {isImpossible ? (
        <p className="mt-1 max-w-prose text-warn">
          With {count(members.length, "member")} a cap of {percent} % cannot hold: it takes at least {least}. The chain
          then gives everybody the same power, and each is above the cap.
        </p>
      ) : null}
      <DataTable
        caption={<span className="sr-only">The power cap member by member</span>}
        columns={[
          { key: "name", label: "Validator", cell: ({ member }) => <bdi>{member.name}</bdi> },
          { key: "before", label: "Power", isNumeric: true, cell: ({ before }) => <Power value={String(before)} /> },
          {
            key: "beforeShare",
            label: "Share",
            isNumeric: true,
            cell: ({ before }) => formatShare(shareOf(before, sum)),
          },
          {
            key: "moved",
            label: "Cut or given",
            isNumeric: true,
            cell: ({ before, after }) =>
              after === before
                ? "0"
                : `${after > before ? "+" : "−"}${formatInteger(after > before ? after - before : before - after)}`,
          },
          { key: "after", label: "After", isNumeric: true, cell: ({ after }) => <Power value={String(after)} /> },
          {
            key: "afterShare",
            label: "Share after",
            isNumeric: true,
            cell: ({ after }) => formatShare(shareOf(after, cappedSum)),
          },
          {
            key: "left",
            label: "Left to give",
            isNumeric: true,
            cell: ({ extraLeft }) => <Power value={String(extraLeft)} />,
          },
        ]}
        rows={steps}
        rowKey={({ member }) => member.consAddress}
        empty="Nobody is in the set."
      />
    </details>
  );
}
