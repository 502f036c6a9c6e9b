import { CONSUMER_PHASES, type ConsumerPhase } from "@/lib/ics/types";
import type { ConsumerListItem } from "./contracts/consumer";

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

/** The parameters of a filter, of the page and of the API alike, without what is the default. */
export function consumerFilterParameters({
  phase,
  kind,
  text,
  sort,
  isDescending,
}: ConsumerFilter): Record<string, string> {
  return {
    ...(text === "" ? {} : { q: text }),
    ...(phase === undefined ? {} : { phase }),
    ...(kind === undefined ? {} : { kind }),
    ...(sort === "id" && !isDescending ? {} : { sort: `${isDescending ? "-" : ""}${sort}` }),
  };
}

/** The address of a filter. */
export function consumerFilterQuery(filter: ConsumerFilter): string {
  return new URLSearchParams(consumerFilterParameters(filter)).toString();
}

/** What of an address is no filter: a program must not take a list for a part of it. `undefined`: all is understood. */
export function badConsumerFilter(parameters: URLSearchParams): { name: string; allowed: string } | undefined {
  const known = {
    phase: CONSUMER_PHASES,
    kind: ["top-n", "opt-in"],
    sort: CONSUMER_SORTS.flatMap((sort) => [sort, `-${sort}`]),
  } as const;
  for (const [name, allowed] of Object.entries(known)) {
    const given = parameters.getAll(name).filter((value) => value !== "");
    if (given.length > 1 || given.some((value) => !(allowed as readonly string[]).includes(value)))
      return { name, allowed: allowed.join(", ") };
  }
  return undefined;
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
