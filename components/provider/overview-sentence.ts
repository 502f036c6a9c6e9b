import type { OverviewView } from "@/lib/api/contracts/network";

const WORDS = [
  "none",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
] as const;
const word = (n: number) => WORDS[n] ?? String(n);
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The answer to "is it really happening right now", from the figures alone. */
export function overviewSentence({
  inSync,
  findings,
  consumersByPhase,
}: Pick<OverviewView, "inSync" | "findings" | "consumersByPhase">): string {
  const attention = new Set(
    findings
      .filter(({ severity }) => severity === "warn" || severity === "bad")
      .map(({ consumerId }) => consumerId ?? ""),
  );
  const needs =
    attention.size === 0
      ? "nothing needs attention"
      : `${word(attention.size)} ${attention.size === 1 ? "needs" : "need"} attention`;
  if (inSync.launched === 0) {
    const waiting = consumersByPhase.registered + consumersByPhase.initialized;
    if (waiting === 0) return attention.size === 0 ? "No consumer is launched." : `No consumer is launched; ${needs}.`;
    return `No consumer is launched; ${word(waiting)} ${waiting === 1 ? "is" : "are"} on the way.`;
  }
  const unknown = inSync.unknown === 0 ? "" : `, of ${word(inSync.unknown)} it cannot be told`;
  const synced =
    inSync.inSync === inSync.launched
      ? inSync.launched === 1
        ? "The one launched consumer is in sync"
        : `All ${word(inSync.launched)} launched consumers are in sync`
      : `${capital(word(inSync.inSync))} of ${word(inSync.launched)} launched consumers ${inSync.inSync === 1 ? "is" : "are"} in sync${unknown}`;
  return `${synced}; ${needs}.`;
}
