import { denomUnit } from "@/lib/format/denom";
import { count, formatAmount } from "@/lib/format/number";
import type { AdmittingChange } from "@/lib/ics/admitting-change";
import type { WhatIf, WhatIfRow } from "@/lib/ics/what-if";

export const CHANGE_WORDS = {
  enters: { mark: "▲", word: "enters" },
  leaves: { mark: "▼", word: "leaves" },
  moves: { mark: "↕", word: "power moves" },
  stays: { mark: "=", word: "stays" },
  out: { mark: "○", word: "not in the set" },
} as const satisfies Record<WhatIfRow["change"], { mark: string; word: string }>;

/** What one change would bring a validator in, as a sentence. */
export function admittingWords(change: AdmittingChange | undefined, denom: string | undefined): string {
  if (change === undefined) return "It is in the set.";
  const { exponent, unit } = denomUnit(denom);
  const amount = (base: bigint) => `${formatAmount(base, exponent)} ${unit}`;
  switch (change.kind) {
    case "opt-in":
      return "It would be in the set if it opted in.";
    case "remove-from-denylist":
      return "It would be in the set without its entry on the denylist.";
    case "add-to-allowlist":
      return "It would be in the set if the allowlist named it.";
    case "allow-inactive":
      return "It would be in the set if the consumer allowed inactive validators.";
    case "unjail":
      return "It would be in the set if it were not jailed.";
    case "bond":
      return "It would be in the set if it were bonded on the provider.";
    case "lower-min-stake":
      return `It would be in the set with a minimum stake of ${amount(change.to)} or less.`;
    case "raise-set-cap":
      return `It would be in the set with a set cap of ${change.to}.`;
    case "delegate":
      return `It would be in the set with ${amount(change.amount)} more stake.`;
    case "several":
      return "More than one rule keeps it out: no single change would admit it.";
  }
}

/** The page's answer: who comes, who goes, and whether a chain could live on it. */
export function whatIfSentence({ next, rows }: WhatIf, isLaunched: boolean, isChanged: boolean): string {
  const of = (change: WhatIfRow["change"]) => rows.filter((row) => row.change === change).length;
  const size = next.set.length;
  if (size === 0) return "Nobody would be in the set: no chain can launch or go on with that.";
  const set = `The next epoch would give a set of ${count(size, "validator")}`;
  const moves = [
    ...(of("enters") > 0 ? [`${of("enters")} ${of("enters") === 1 ? "enters" : "enter"}`] : []),
    ...(of("leaves") > 0 ? [`${of("leaves")} ${of("leaves") === 1 ? "leaves" : "leave"}`] : []),
    ...(of("moves") > 0 ? [`${of("moves")} ${of("moves") === 1 ? "changes" : "change"} power`] : []),
  ];
  if (!isLaunched)
    return `${set}${next.hasActiveMember ? "" : ", and none of them is active on the provider: it could not launch"}.`;
  if (moves.length === 0)
    return `${set}, ${isChanged ? "exactly the one stored now: these changes make no difference" : "exactly the one stored now"}.`;
  return `${set}: ${moves.join(", ")}.`;
}
