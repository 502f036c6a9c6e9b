import { isUnknown } from "@/components/ui/unknown";
import type { ConsumerListItem } from "@/lib/api/contracts/consumer";
import { count } from "@/lib/format/number";
import { UNKNOWN_WORDS } from "@/lib/format/words";

/** How a consumer stands, in a few words and with a tone, for places with no room for a sentence. */
export interface ConsumerState {
  readonly words: string;
  readonly tone: "muted" | "ok" | "warn" | "bad";
}

/** A bad finding outranks the rest; then the phase; then whether both sides run the same set. Unknown is said, not coloured. */
export function consumerState({
  phase,
  findings,
  sync,
}: Pick<ConsumerListItem, "phase" | "findings" | "sync">): ConsumerState {
  const worst = findings.find(({ severity }) => severity === "bad");
  if (worst) return { words: worst.code.replaceAll("-", " "), tone: "bad" };
  if (phase !== "launched") return { words: phase, tone: phase === "stopped" ? "warn" : "muted" };
  if (sync === undefined) return { words: "launched", tone: "muted" };
  if (isUnknown(sync)) return { words: `unknown: ${UNKNOWN_WORDS[sync.because].short}`, tone: "muted" };
  if ("packets" in sync) return { words: `${count(sync.packets + sync.queued, "update")} behind`, tone: "warn" };
  return sync.state === "in-sync" ? { words: "in sync", tone: "ok" } : { words: "another set", tone: "bad" };
}
