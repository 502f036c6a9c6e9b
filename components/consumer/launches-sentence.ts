import type { LaunchItem } from "@/lib/api/contracts/launch";
import { formatUtc } from "@/lib/format/time";
import { consumerName } from "./consumer-words";

type Input = Pick<LaunchItem, "consumerId" | "name" | "chainId" | "phase" | "spawnTime" | "failedLaunch" | "startedAt">;

/** The board in one sentence: what launches next, what failed, and what became of the rest. */
export function launchesSentence(items: readonly Input[]): string {
  if (items.length === 0) return "No consumer has been registered on this provider.";
  const ahead = items
    .filter(({ phase, spawnTime }) => phase === "initialized" && spawnTime !== undefined)
    .sort((a, b) => ((a.spawnTime ?? "") < (b.spawnTime ?? "") ? -1 : 1));
  const next = ahead[0];
  const parts = [
    next?.spawnTime === undefined
      ? "No launch is scheduled"
      : `${consumerName(next)} launches next, at ${formatUtc(next.spawnTime)}${ahead.length === 1 ? "" : `, and ${ahead.length - 1} more after it`}`,
    ...many(items.filter(({ failedLaunch }) => failedLaunch !== undefined).length, "launch failed", "launches failed"),
    ...many(items.filter(({ phase }) => phase === "launched").length, "consumer is launched", "consumers are launched"),
    ...many(
      items.filter(({ phase, startedAt }) => phase === "launched" && startedAt === undefined).length,
      "of them never showed a block",
      "of them never showed a block",
    ),
  ];
  return `${parts.join("; ")}.`;
}

function many(n: number, one: string, more: string): string[] {
  return n === 0 ? [] : [`${n} ${n === 1 ? one : more}`];
}
