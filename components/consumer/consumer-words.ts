import type { ConsumerListItem } from "@/lib/api/contracts/consumer";
import { safeText } from "@/lib/format/safe-text";

/** What a consumer is called: its metadata's name, else its chain id, else its number. Made fit for the screen. */
export function consumerName({
  name,
  chainId,
  consumerId,
}: Pick<ConsumerListItem, "name" | "chainId" | "consumerId">): string {
  return safeText(name, 40) || safeText(chainId, 40) || `Consumer ${consumerId}`;
}

/** "Top 80 %" or "Opt-in". */
export function kindWords({ kind, topN }: Pick<ConsumerListItem, "kind" | "topN">): string {
  return kind === "top-n" ? `Top ${topN}\u202f%` : "Opt-in";
}
