import type { PipelineView } from "@/lib/api/contracts/pipeline";
import { count } from "@/lib/format/number";

type Pipeline = Pick<PipelineView, "consumerId" | "name" | "phase" | "vsc" | "slash">;

/** "Packets of 3 of 6 consumers do not move: Driftwood (3), …; 2 packets of the others are on their way." */
export function packetsSentence(pipelines: readonly Pipeline[]): string {
  const living = pipelines.filter(({ phase }) => phase === "launched");
  if (living.length === 0) return "No consumer is launched, so no packet is on its way.";
  const stuck = living.filter(({ vsc, slash }) => vsc.stuckBecause !== undefined || slash?.stuckBecause !== undefined);
  const others = living.filter((pipeline) => !stuck.includes(pipeline));
  const moving = others.reduce((sum, { vsc, slash }) => sum + movingOf(vsc) + (slash ? movingOf(slash) : 0), 0);
  const way = moving === 0 ? "nothing is on its way" : `${count(moving, "packet")} on the way`;
  if (stuck.length === 0) return `No packet is stuck: of ${count(living.length, "launched consumer")}, ${way}.`;
  const names = stuck.slice(0, 3).map(({ name, consumerId }) => `${name} (${consumerId})`);
  const more = stuck.length > 3 ? ` and ${stuck.length - 3} more` : "";
  const first = `Packets of ${stuck.length} of ${count(living.length, "launched consumer")} do not move: ${names.join(", ")}${more}`;
  return others.length === 0
    ? `${first}.`
    : `${first}; ${moving === 0 ? `nothing of the others is on its way` : `${way} to the others`}.`;
}

function movingOf({ counts }: PipelineView["vsc"]): number {
  return (counts.sent ?? 0) + (counts.received ?? 0) + (counts.unacknowledged ?? 0) + (counts.queued ?? 0);
}

/** One consumer's packets in a sentence: what was sent, what arrived, what holds the rest up. */
export function consumerPacketsSentence({ vsc }: Pick<PipelineView, "vsc">): string {
  const { sent, received, acked, queued, counts, stuckBecause } = vsc;
  const waits =
    queued === "0" ? "" : `${count(Number(queued), "update")} ${queued === "1" ? "waits" : "wait"} in the queue`;
  if (typeof sent !== "string" || sent === "0") {
    return waits === "" ? "No update has been made for it yet." : `No update has been sent to it; ${waits}.`;
  }
  const arrived = typeof received === "string" ? `${received} received` : "how many arrived is not known";
  const answered = typeof acked === "string" ? `, ${acked} acknowledged` : "";
  const lost = (counts["timed-out"] ?? 0) + (counts.undeliverable ?? 0);
  const parts = [
    ...((counts.expired ?? 0) > 0 ? [`${counts.expired} past their timeout and nobody has told the provider`] : []),
    ...(lost > 0 ? [`${lost} will never arrive`] : []),
    ...(stuckBecause === "late" ? ["the oldest on its way is late"] : []),
    ...(stuckBecause === "not-acknowledged" ? ["the last acknowledgement is late"] : []),
    ...(waits === "" ? [] : [waits]),
  ];
  return `${count(Number(sent), "update")} sent, ${arrived}${answered}${parts.length === 0 ? "" : `; ${parts.join("; ")}`}.`;
}
