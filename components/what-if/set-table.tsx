"use client";

import { Power } from "@/components/ui/amount";
import { type Column, DataTable } from "@/components/ui/data-table";
import { PlaceLink } from "@/components/ui/place";
import type { WhatIfView } from "@/lib/api/contracts/what-if";
import { count, formatShare, shareOf } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { shortAddress } from "@/lib/format/short-text";
import { EXCLUSION_WORDS } from "@/lib/format/words";
import type { ConsHex } from "@/lib/ics/ids";
import type { WhatIf, WhatIfBase, WhatIfRow } from "@/lib/ics/what-if";
import { CHANGE_WORDS } from "./what-if-words";

const ORDER = { enters: 0, leaves: 1, moves: 2, stays: 3, out: 4 } as const satisfies Record<
  WhatIfRow["change"],
  number
>;

export interface NamedRow extends WhatIfRow {
  readonly operator: string;
  readonly name: string;
  readonly providerPower: bigint;
}

/** Rows with names, those that change first, then by power. */
export function namedRows({ rows, input }: WhatIf, view: WhatIfView, base: WhatIfBase): NamedRow[] {
  const powers = new Map<ConsHex, bigint>(input.validators.map(({ consAddress, power }) => [consAddress, power]));
  const monikers = new Map(view.validators.map(({ operator, moniker }) => [operator, moniker]));
  const operators = new Map<ConsHex, string>(
    base.validators.map(({ consAddress, operator }) => [consAddress, operator]),
  );
  return rows
    .map((row): NamedRow => {
      const operator = operators.get(row.consAddress) ?? row.consAddress;
      const name = safeText(monikers.get(operator) ?? "", 40) || shortAddress(operator);
      return { ...row, operator, name, providerPower: powers.get(row.consAddress) ?? 0n };
    })
    .sort(
      (a, b) =>
        ORDER[a.change] - ORDER[b.change] ||
        compare(b.next ?? b.today ?? b.providerPower, a.next ?? a.today ?? a.providerPower),
    );
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Today's set beside the next one; who is in neither is listed apart. */
export function SetTable({ rows, isLaunched }: { rows: readonly NamedRow[]; isLaunched: boolean }) {
  const shown = rows.filter(({ change }) => change !== "out");
  const total = rows.reduce((sum, { next }) => sum + (next ?? 0n), 0n);
  const columns: Column<NamedRow>[] = [
    {
      key: "validator",
      label: "Validator",
      cell: ({ operator, name }) => (
        <PlaceLink to={`/validators/${operator}`}>
          <bdi>{name}</bdi>
        </PlaceLink>
      ),
    },
    {
      key: "change",
      label: "Change",
      cell: ({ change, isTied }) => (
        <span className={change === "leaves" ? "text-warn" : change === "enters" ? "text-info" : undefined}>
          <span aria-hidden="true">{CHANGE_WORDS[change].mark}</span>{" "}
          {isLaunched || change !== "enters" ? CHANGE_WORDS[change].word : "in the set"}
          {isTied ? <span className="text-muted"> · tied: the chain may order equals otherwise</span> : null}
        </span>
      ),
    },
    {
      key: "today",
      label: "Stored now",
      isNumeric: true,
      cell: ({ today }) => (today === undefined ? <None /> : <Power value={String(today)} />),
    },
    {
      key: "next",
      label: "Next epoch",
      isNumeric: true,
      cell: ({ next }) => (next === undefined ? <None /> : <Power value={String(next)} />),
    },
    {
      key: "share",
      label: "Share, and part of rewards",
      isNumeric: true,
      isQuiet: ({ next }) => next === undefined,
      cell: ({ next }) => (next === undefined ? <None /> : formatShare(shareOf(next, total))),
    },
    {
      key: "power",
      label: "Provider power",
      isNumeric: true,
      cell: ({ providerPower }) => <Power value={String(providerPower)} />,
    },
    {
      key: "why",
      label: "Why",
      isQuiet: ({ excludedBecause }) => excludedBecause === undefined,
      cell: ({ excludedBecause }) => (excludedBecause === undefined ? "" : EXCLUSION_WORDS[excludedBecause].short),
    },
  ];
  return (
    <DataTable
      caption={`${count(shown.length, "validator")} today, next, or both`}
      columns={columns}
      rows={shown}
      rowKey={({ consAddress }) => consAddress}
      empty="Nobody is in the set today, and nobody would be."
    />
  );
}

function None() {
  return <span className="text-muted">not in it</span>;
}
