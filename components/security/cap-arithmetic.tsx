"use client";

import { DataTable } from "@/components/ui/data-table";
import { HeightLink } from "@/components/ui/height-link";
import { MethodLink } from "@/components/ui/method-link";
import { PlaceLink } from "@/components/ui/place";
import type { CapView } from "@/lib/api/contracts/security";
import { count, formatInteger, THIN_SPACE } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";

/** Who got a place and what became of the powers, step by step with the figures of the block in which it was computed. */
export function CapArithmetic({ cap: view, consumerId }: { cap: CapView; consumerId: string }) {
  const { members, setCap, powerCap, cap, priority, beyond, sum, computedAt, equalsStored } = view;
  const eligible = members.length + beyond;
  const changed = members.filter(({ before, after }) => before !== after).length;
  return (
    <section className="mt-8" id="arithmetic">
      <h2>
        <MethodLink id="power-cap">How its powers came about</MethodLink>
      </h2>
      <ol className="mt-1 list-decimal pl-5">
        <li>
          {count(eligible, "validator was", "validators were")} eligible in block{" "}
          <HeightLink height={computedAt} to={`/consumers/${consumerId}/security`} />.
        </li>
        <li>
          {priority.length === 0
            ? "There is no priority list: places go by power."
            : `${priority.filter(({ hasPlace }) => hasPlace).length} of ${count(priority.length, "validator")} on the priority list came first${priority.length === 1 ? "" : ", by power among themselves"}: ${priority.map(({ moniker, operator }) => safeText(moniker ?? operator ?? "unknown", 24)).join(", ")}.`}{" "}
          {setCap === 0
            ? "The number of places is not limited."
            : `There are ${setCap} places; ${beyond === 0 ? "nobody went without one" : `${count(beyond, "validator")} went without one`}.`}
        </li>
        {cap === undefined ? (
          <li>No power is capped: each counts as much as on the provider, {formatInteger(sum)} together.</li>
        ) : (
          <>
            <li>
              Their powers sum to {formatInteger(sum)}. At most {powerCap}
              {THIN_SPACE}% of it: floor({formatInteger(sum)} × {powerCap} ÷ 100) ={" "}
              <strong className="font-semibold">{formatInteger(cap.max)}</strong>.
            </li>
            <li>
              {cap.extra === "0"
                ? "Nobody is above it, so nothing is cut."
                : `Above it lie ${formatInteger(cap.extra)}, cut and shared by the ${cap.below} below it: floor(${formatInteger(cap.extra)} ÷ ${cap.below}) = ${formatInteger(cap.each)} each, in turn from the strongest, nobody above ${formatInteger(cap.max)}.`}
              {cap.isImpossible
                ? ` ${members.length} validators cannot each hold ${powerCap}${THIN_SPACE}% or less, so all end equal and the sum shrinks.`
                : ""}
            </li>
          </>
        )}
        <li>
          {changed === 0 ? "No power changed" : `${count(changed, "power")} changed`};{" "}
          {equalsStored
            ? "the result equals the rows the provider stores, one by one."
            : "the rows the provider stores differ: a tie was ordered otherwise, or something changed within that block."}
        </li>
      </ol>
      <DataTable
        caption={<span className="sr-only">Powers before and after the cap</span>}
        rows={members}
        rowKey={({ operator, place }) => operator ?? String(place)}
        empty="Nobody is in its set."
        columns={[
          {
            key: "validator",
            label: "Validator",
            cell: ({ operator, moniker }) =>
              operator === undefined ? (
                "unknown validator"
              ) : (
                <PlaceLink to={`/validators/${operator}`}>
                  <bdi>{safeText(moniker ?? "", 32) || operator}</bdi>
                </PlaceLink>
              ),
          },
          {
            key: "place",
            label: "Place",
            isNumeric: true,
            cell: ({ place, isPriority }) => (isPriority ? `${place}, priority list` : place),
          },
          { key: "before", label: "Provider power", isNumeric: true, cell: ({ before }) => formatInteger(before) },
          { key: "after", label: "Power here", isNumeric: true, cell: ({ after }) => formatInteger(after) },
          {
            key: "change",
            label: "Change",
            isNumeric: true,
            isQuiet: ({ before, after }) => before === after,
            cell: ({ before, after }) => {
              const difference = BigInt(after) - BigInt(before);
              if (difference === 0n) return <span className="text-muted">none</span>;
              return `${difference > 0n ? "+" : ""}${formatInteger(difference)}`;
            },
          },
        ]}
      />
    </section>
  );
}
