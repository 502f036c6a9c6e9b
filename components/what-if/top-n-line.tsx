import { useMemo } from "react";
import { Amount, Power } from "@/components/ui/amount";
import { Term } from "@/components/ui/term";
import { denomUnit } from "@/lib/format/denom";
import { count } from "@/lib/format/number";
import { oneDelegationAway } from "@/lib/ics/admitting-change";
import { computeNextSet } from "@/lib/ics/next-set";
import { applyChanges, NO_CHANGES, type WhatIf, type WhatIfBase } from "@/lib/ics/what-if";
import type { NamedRow } from "./set-table";

const NEAREST = 5;

/**
 * Where the line of a Top N chain runs, whom it forces in and whom it lets go, and who is one delegation away from it. Who is let
 * go stays opted in, and so in the set, until it opts out (ics-protocol.md §6.3).
 */
export function TopNLine({
  what,
  base,
  rows,
  denom,
}: {
  what: WhatIf;
  base: WhatIfBase;
  rows: readonly NamedRow[];
  denom: string | undefined;
}) {
  const { input, next } = what;
  const near = useMemo(() => oneDelegationAway(input, base.powerReduction, NEAREST), [input, base.powerReduction]);
  const before = useMemo(() => computeNextSet(applyChanges(base, NO_CHANGES)).minPower, [base]);
  const line = next.minPower;
  if (line === undefined && before === undefined) return null;
  const powerBefore = new Map(base.validators.map(({ consAddress, power }) => [consAddress, power]));
  const isForced = (power: bigint, from: bigint | undefined) => from !== undefined && power > 0n && power >= from;
  const now = rows.filter(({ providerPower }) => isForced(providerPower, line));
  const wasForced = ({ consAddress }: NamedRow) => isForced(powerBefore.get(consAddress) ?? 0n, before);
  const added = now.filter((row) => !wasForced(row));
  const released = rows.filter((row) => wasForced(row) && !isForced(row.providerPower, line));
  const lowest = now.toSorted((a, b) => (a.providerPower < b.providerPower ? -1 : 1))[0];
  return (
    <section className="mt-6">
      <h2>
        {line === undefined ? (
          "Nobody is forced in: the chain would be opt-in"
        ) : (
          <>
            The line of the <Term id="top-n">Top {input.powerShaping.topN} %</Term> runs at power{" "}
            <Power value={String(line)} />
          </>
        )}
      </h2>
      {lowest ? (
        <p className="mt-1 max-w-prose">
          {count(now.length, "validator")} must validate; the last of them is <bdi>{lowest.name}</bdi>.{" "}
          {next.autoOptedIn.length === 0
            ? "All of them have opted in already."
            : `${count(next.autoOptedIn.length, "validator")} would be opted in by the provider.`}
        </p>
      ) : null}
      <Names word={`${count(added.length, "validator")} forced in anew`} rows={added} />
      <Names
        word={`${count(released.length, "validator")} no longer forced; each stays in the set until it opts out`}
        rows={released}
      />
      {near.length === 0 ? null : (
        <ul className="mt-1">
          {near.map(({ consAddress, amount }) => (
            <li key={consAddress}>
              <bdi>{rows.find((row) => row.consAddress === consAddress)?.name ?? consAddress}</bdi> would be forced in
              by a delegation of <Amount base={String(amount)} {...denomUnit(denom)} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Names({ word, rows }: { word: string; rows: readonly NamedRow[] }) {
  if (rows.length === 0) return null;
  return (
    <p className="mt-1 max-w-prose">
      {word}:{" "}
      {rows.map(({ consAddress, name }, i) => (
        <span key={consAddress}>
          {i === 0 ? "" : ", "}
          <bdi>{name}</bdi>
        </span>
      ))}
      .
    </p>
  );
}
