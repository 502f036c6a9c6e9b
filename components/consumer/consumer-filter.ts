import type { ConsumerListItem } from "@/lib/api/contracts/consumer";
import { CONSUMER_PHASES, type ConsumerPhase } from "@/lib/ics/types";

/** Orders of the list of consumers. A leading "-" in the address turns one around. */
const CONSUMER_SORTS = ["id", "name", "phase", "validators", "share"] as const;
export type ConsumerSort = (typeof CONSUMER_SORTS)[number];

/** What part of the list is looked at. All of it stands in the address. */
export interface ConsumerFilter {
  readonly phase?: ConsumerPhase;
  readonly kind?: ConsumerListItem["kind"];
  /** Words that name, chain id or number must contain. */
  readonly text: string;
  readonly sort: ConsumerSort;
  readonly isDescending: boolean;
}

/** Reads the address. What is not understood is left out rather than refused: it only narrows a view. */
export function parseConsumerFilter(
  parameters: Readonly<Record<string, string | readonly string[] | undefined>>,
): ConsumerFilter {
  const one = (name: string) => {
    const value = parameters[name];
    return typeof value === "string" ? value : value?.[0];
  };
  const sortText = one("sort") ?? "id";
  const isDescending = sortText.startsWith("-");
  const phase = CONSUMER_PHASES.find((known) => known === one("phase"));
  const kind = (["top-n", "opt-in"] as const).find((known) => known === one("kind"));
  return {
    text: (one("q") ?? "").trim().slice(0, 100),
    sort: CONSUMER_SORTS.find((known) => known === sortText.replace(/^-/, "")) ?? "id",
    isDescending,
    ...(phase === undefined ? {} : { phase }),
    ...(kind === undefined ? {} : { kind }),
  };
}

/** The address of a filter, without what is the default. */
export function consumerFilterQuery({ phase, kind, text, sort, isDescending }: ConsumerFilter): string {
  const search = new URLSearchParams();
  if (text !== "") search.set("q", text);
  if (phase !== undefined) search.set("phase", phase);
  if (kind !== undefined) search.set("kind", kind);
  if (sort !== "id" || isDescending) search.set("sort", `${isDescending ? "-" : ""}${sort}`);
  return search.toString();
}

/** The rows of a filter, in its order; equal rows stay in the order of their ids. */
export function applyConsumerFilter(rows: readonly ConsumerListItem[], filter: ConsumerFilter): ConsumerListItem[] {
  const needle = filter.text.toLowerCase();
  const kept = rows.filter(
    (row) =>
      (filter.phase === undefined || row.phase === filter.phase) &&
      (filter.kind === undefined || row.kind === filter.kind) &&
      (needle === "" || [row.name, row.chainId, row.consumerId].some((text) => text.toLowerCase().includes(needle))),
  );
  const sign = filter.isDescending ? -1 : 1;
  return kept.sort((a, b) => sign * COMPARE[filter.sort](a, b) || compareIds(a, b));
}

type Compare = (a: ConsumerListItem, b: ConsumerListItem) => number;
const compareBig = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);
const compareIds: Compare = (a, b) => compareBig(BigInt(a.consumerId), BigInt(b.consumerId));

const COMPARE = {
  id: compareIds,
  name: (a, b) => a.name.localeCompare(b.name, "en"),
  phase: (a, b) => CONSUMER_PHASES.indexOf(a.phase) - CONSUMER_PHASES.indexOf(b.phase),
  validators: (a, b) => a.validatorCount - b.validatorCount,
  // The provider's total is the same for all rows, so the order of powers is the order of shares, and it is exact.
  share: (a, b) => compareBig(BigInt(a.providerPower), BigInt(b.providerPower)),
} as const satisfies Record<ConsumerSort, Compare>;
