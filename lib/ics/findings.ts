import { type At, compareFindings, type Finding } from "./finding";
import { FINDING_RULES } from "./finding-rules";
import { disagreementSentence, moment, since } from "./finding-words";
import type { Disagreement, FindingsInput } from "./findings-input";
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

/** What is known of a provider as a whole. */
export interface NetworkFindingsInput {
  readonly slashMeter?: SlashMeter;
  readonly meterNegativeSince?: At;
  /** None of the provider's nodes answers; the last block they showed. */
  readonly providerSilent?: { readonly lastSeen?: At };
  /** What nodes of the provider said otherwise, the latest first. */
  readonly disagreement?: Disagreement;
}

/** What needs attention about a provider as a whole. */
export function deriveNetworkFindings({ slashMeter, ...view }: NetworkFindingsInput): Finding[] {
  const findings: Finding[] = [];
  if (slashMeter !== undefined && slashMeter.meter < 0n) {
    findings.push({
      code: "meter-negative",
      severity: "warn",
      sentence: `The slash meter stands at ${slashMeter.meter}: downtime reports of consumers bounce until it is replenished, next at ${moment(slashMeter.nextReplenishCandidate)}.`,
      ...since(view.meterNegativeSince),
      link: "/",
    });
  }
  if (view.providerSilent !== undefined) {
    const { lastSeen } = view.providerSilent;
    findings.push({
      code: "endpoint-unreachable",
      severity: "bad",
      sentence: `None of the provider's nodes we know answers${lastSeen ? `; the last block they showed is ${lastSeen.height}` : ""}. All that is shown is as it was then.`,
      ...since(lastSeen),
      link: "/status",
    });
  }
  if (view.disagreement !== undefined) {
    const sentence = disagreementSentence(view.disagreement);
    findings.push({ code: "endpoints-disagree", severity: "bad", sentence, link: "/status" });
  }
  return findings.sort(compareFindings);
}
