import { compareFindings, type Finding } from "./finding";
import { FINDING_RULES } from "./finding-rules";
import type { FindingsInput } from "./findings-input";
import type { SlashMeter } from "./types";

/**
 * What needs attention about one consumer, worst first (product.md §5). Pure: "now" is the block of the view.
 *
 * What the view leaves out is not known, and what is not known is never a finding. A cause silences what merely follows
 * from it: a consumer without a channel is not also late with its packets.
 */
export function deriveFindings(view: FindingsInput): Finding[] {
  return FINDING_RULES.flatMap(([code, rule]): Finding[] => {
    const result = rule(view);
    return result === undefined ? [] : [{ code, ...result, consumerId: view.consumerId }];
  }).sort(compareFindings);
}

/** What needs attention about a provider as a whole. */
export function deriveNetworkFindings(view: { readonly slashMeter?: SlashMeter }): Finding[] {
  const { slashMeter } = view;
  if (slashMeter === undefined || slashMeter.meter >= 0n) return [];
  return [
    {
      code: "meter-negative",
      severity: "warn",
      sentence: `The slash meter stands at ${slashMeter.meter}: downtime reports of consumers bounce until it is replenished, next at ${slashMeter.nextReplenishCandidate}.`,
      link: "/",
    },
  ];
}
