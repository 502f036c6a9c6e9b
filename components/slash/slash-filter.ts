import type { SlashItem } from "@/lib/api/contracts/slash";
import { parseTimeMs } from "@/lib/format/time";
import { SLASH_KINDS } from "@/lib/ics/slash-kinds";

/** Days a period reaches back from the block the page shows. */
export const PERIODS = [1, 7, 30] as const;

/** Which punishments are looked at. All of it stands in the address. */
export interface SlashFilter {
  /** Consumer id, `provider` or `unknown`. */
  readonly chain?: string;
  readonly kind?: SlashItem["kind"];
  /** Words that the validator's name or one of its addresses must contain. */
  readonly validator: string;
  readonly days?: (typeof PERIODS)[number];
}

/** Reads the address. What is not understood narrows nothing. */
export function parseSlashFilter(
  parameters: Readonly<Record<string, string | readonly string[] | undefined>>,
): SlashFilter {
  const one = (name: string) => {
    const value = parameters[name];
    return typeof value === "string" ? value : value?.[0];
  };
  const chain = /^(?:provider|unknown|\d{1,20})$/.exec(one("chain") ?? "")?.[0];
  const kind = SLASH_KINDS.find((known) => known === one("kind"));
  const days = PERIODS.find((known) => String(known) === one("days"));
  return {
    validator: (one("v") ?? "").trim().slice(0, 100),
    ...(chain === undefined ? {} : { chain }),
    ...(kind === undefined ? {} : { kind }),
    ...(days === undefined ? {} : { days }),
  };
}

/** Under which name a filter knows the chain that caused a punishment. */
export function chainOfSlash({ origin }: Pick<SlashItem, "origin">): string {
  return origin === "unknown" ? "unknown" : (origin.consumerId ?? "provider");
}

/** The address of a filter, without what is the default. */
export function slashFilterQuery({ chain, kind, validator, days }: SlashFilter): string {
  const search = new URLSearchParams();
  if (chain !== undefined) search.set("chain", chain);
  if (kind !== undefined) search.set("kind", kind);
  if (validator !== "") search.set("v", validator);
  if (days !== undefined) search.set("days", String(days));
  return search.toString();
}

/** The rows of a filter; `nowIso` is the time of the block the page shows. */
export function applySlashFilter(items: readonly SlashItem[], filter: SlashFilter, nowIso: string): SlashItem[] {
  const needle = filter.validator.toLowerCase();
  const now = parseTimeMs(nowIso) ?? 0;
  const since = filter.days === undefined ? undefined : now - filter.days * 86_400_000;
  return items.filter((item) => {
    const at = "time" in item.at ? parseTimeMs(item.at.time) : undefined;
    const names = [item.moniker, item.operator, item.validator, item.consumerAddress];
    return (
      (filter.chain === undefined || chainOfSlash(item) === filter.chain) &&
      (filter.kind === undefined || item.kind === filter.kind) &&
      (since === undefined || (at !== undefined && at >= since)) &&
      (needle === "" || names.some((name) => name?.toLowerCase().includes(needle)))
    );
  });
}
