"use client";

import { useState } from "react";
import { PlaceLink } from "@/components/ui/place";
import { count } from "@/lib/format/number";
import { EXCLUSION_WORDS } from "@/lib/format/words";
import { admittingChange } from "@/lib/ics/admitting-change";
import type { WhatIf } from "@/lib/ics/what-if";
import type { NamedRow } from "./set-table";
import { admittingWords } from "./what-if-words";

/** Validators outside the next set: the first rule that keeps each out, and on request the one change that would admit it. */
export function Outsiders({
  what,
  rows,
  powerReduction,
  denom,
}: {
  what: WhatIf;
  rows: readonly NamedRow[];
  powerReduction: bigint;
  denom: string | undefined;
}) {
  const outside = rows.filter(({ next }) => next === undefined);
  if (outside.length === 0) return null;
  return (
    <details className="mt-6">
      <summary className="py-1 font-semibold">
        {count(outside.length, "validator")} outside the next set, and what would admit them
      </summary>
      <ul className="mt-1">
        {outside.map((row) => (
          <li key={row.consAddress} className="flex flex-wrap gap-x-3 border-line border-b py-1.5">
            <PlaceLink to={`/validators/${row.operator}`}>
              <bdi>{row.name}</bdi>
            </PlaceLink>
            <span>{row.excludedBecause === undefined ? "" : EXCLUSION_WORDS[row.excludedBecause].sentence}</span>
            <Explain what={what} row={row} powerReduction={powerReduction} denom={denom} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Runs the computation with one rule changed, so it is made when asked for. */
function Explain({
  what,
  row,
  powerReduction,
  denom,
}: {
  what: WhatIf;
  row: NamedRow;
  powerReduction: bigint;
  denom: string | undefined;
}) {
  const [isAsked, setAsked] = useState(false);
  if (!isAsked) {
    return (
      <button type="button" className="no-print min-h-6 text-accent underline" onClick={() => setAsked(true)}>
        what would admit it
      </button>
    );
  }
  return <span>{admittingWords(admittingChange(what.input, row.consAddress, powerReduction), denom)}</span>;
}
