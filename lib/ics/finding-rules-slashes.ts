import type { FindingRule } from "./finding-rules";
import { moment } from "./finding-words";
import type { FindingsInput } from "./findings-input";
import { nanosOf } from "./time";

/** The page with what it has reported and got punished. */
function slashesPage({ consumerId }: FindingsInput): string {
  return `/consumers/${consumerId}/slashes`;
}

const PROOF_WORDS = {
  "double-sign": "voted twice for one block",
  "light-client": "signed two conflicting headers",
} as const;

/** Rules about punishments that this consumer asked for or was the victim of (ics-protocol.md §6.5). */
export const SLASH_RULES: readonly FindingRule[] = [
  [
    "attacked",
    (view) => {
      const { attack, now } = view;
      if (attack === undefined || view.phase === "deleted" || nanosOf(attack.until) <= nanosOf(now.time))
        return undefined;
      const who = attack.validators === 1 ? "1 of its validators" : `${attack.validators} of its validators`;
      return {
        severity: attack.kind === "light-client" ? "bad" : "warn",
        sentence: `It is proven that ${who} ${PROOF_WORDS[attack.kind]} of this chain; what was proven then may still be acted upon until ${moment(attack.until)}.`,
        since: attack.at,
        link: slashesPage(view),
      };
    },
  ],
  [
    "slash-bounced",
    (view) => {
      const { heldReports, phase } = view;
      if (heldReports === undefined || heldReports.count === 0 || phase !== "launched") return undefined;
      const [what, verb] = heldReports.count === 1 ? ["1 report", "was"] : [`${heldReports.count} reports`, "were"];
      return {
        severity: "warn",
        sentence: `${what} of absent validators ${verb} held back by the provider's slash meter; the consumer sends again, and nobody is jailed until then.`,
        since: heldReports.oldest,
        link: slashesPage(view),
      };
    },
  ],
];
