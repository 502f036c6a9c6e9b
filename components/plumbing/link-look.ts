import type { LinkView } from "@/lib/api/contracts/plumbing";
import { safeText } from "@/lib/format/safe-text";
import { PHASE_WORDS } from "@/lib/format/words";

/** Health of a link: word and shape as well as colour. */
export const HEALTH_LOOK = {
  ok: { mark: "✓", word: "in order", tone: "muted", stroke: "var(--muted)" },
  warn: { mark: "▲", word: "needs attention", tone: "warn", stroke: "var(--warn)" },
  bad: { mark: "✕", word: "broken", tone: "bad", stroke: "var(--bad)" },
  none: { mark: "○", word: "not joined", tone: "muted", stroke: "var(--line)" },
} as const satisfies Record<LinkView["health"], { mark: string; word: string; tone: string; stroke: string }>;

/** "Agora (2)". */
export function linkName({ name, chainId, consumerId }: Pick<LinkView, "name" | "chainId" | "consumerId">): string {
  return `${safeText(name, 30) || safeText(chainId, 30)} (${consumerId})`;
}

/** What is said of a link beside its name: its phase where there is nothing to join, else its health. */
export function linkState({ health, phase }: LinkView): string {
  return health === "none" ? PHASE_WORDS[phase].word.toLowerCase() : HEALTH_LOOK[health].word;
}

/** The answer first: how many links are in order, and which is not. */
export function plumbingSentence(links: readonly LinkView[]): string {
  const joined = links.filter(({ health }) => health !== "none");
  if (joined.length === 0) return "No consumer is launched, so nothing has to be joined to the provider.";
  const troubled = joined.filter(({ health }) => health !== "ok");
  if (troubled.length === 0)
    return `All ${joined.length} launched consumers are joined to the provider in both directions.`;
  const names = troubled.slice(0, 3).map(linkName).join(", ");
  const more = troubled.length > 3 ? ` and ${troubled.length - 3} more` : "";
  return `${joined.length - troubled.length} of ${joined.length} launched consumers are joined to the provider in order; not so ${names}${more}.`;
}
