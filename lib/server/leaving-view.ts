import "server-only";
import type { LeavingView } from "@/lib/api/contracts/changeover";
import type { RoadView } from "@/lib/api/contracts/pipeline";
import { deriveStopCause } from "@/lib/ics/stop-cause";
import { formatIsoNanos } from "@/lib/ics/time";
import type { ConsumerFacts } from "@/lib/ics/types";
import type { TimelineRow } from "@/lib/store/read-provider";
import { listRelays } from "@/lib/store/read-relays";
import { atOf } from "./consumer-item";
import type { ServerDeps } from "./deps";
import type { Frame } from "./frame";
import { rewardItems } from "./read-rewards";

/** How a consumer was stopped and what is left of it; `undefined` of one that runs, or whose stop is not in our record. */
export async function readLeaving(
  deps: ServerDeps,
  frame: Frame,
  consumer: ConsumerFacts,
  { timeline, road, governance }: { timeline: readonly TimelineRow[]; road: RoadView; governance: string | undefined },
): Promise<LeavingView | undefined> {
  const { snapshot } = frame;
  const { consumerId, removalTime } = consumer;
  const marks = snapshot.marks.get(consumerId);
  const stoppedAt = atOf(marks?.get("stopped"));
  if (stoppedAt === undefined) return undefined;
  const deletedAt = atOf(marks?.get("deleted"));
  const { height } = stoppedAt;
  const request = timeline.find((row) => row.kind === "removal-requested" && row.height === height);
  const submitter = request?.detail.submitter_address;
  const timedOut = snapshot.flows.get(consumerId)?.timedOut;
  const { closedAt } = road.channel;
  const closing = closedAt?.chainId === snapshot.chainId ? closedAt : undefined;
  const cause = deriveStopCause({
    height,
    ...(request ? { request: { byGovernance: governance !== undefined && submitter === governance } } : {}),
    ...(timedOut ? { timedOutAt: timedOut.height } : {}),
    ...(closing ? { closedAt: closing.height } : {}),
  });
  const txHash = request?.txHash ?? (cause === "timeout" ? closing?.txHash : undefined);
  const [relays, rewards] = await Promise.all([
    cause === "timeout" && txHash !== undefined
      ? listRelays(deps.store.db, snapshot.network, [{ chainId: snapshot.chainId, txHash }])
      : [],
    rewardItems(deps, frame, [consumer]),
  ]);
  const by = typeof submitter === "string" ? submitter : relays[0]?.relayer;
  return {
    cause: cause ?? { state: "unknown", because: "not-recorded" },
    stoppedAt,
    ...(by === undefined ? {} : { by }),
    ...(txHash === undefined ? {} : { txHash }),
    ...(cause === "timeout" && timedOut ? { packet: packetOf(frame, consumer, timedOut.sequence) } : {}),
    ...(removalTime === undefined ? {} : { deletesAt: removalTime }),
    ...(deletedAt ? { deletedAt } : {}),
    rewardsLeft: rewards
      .map(({ denom, inFlight, held }) => ({ denom, inFlight, held }))
      .filter(({ inFlight, held }) => inFlight !== "0" || held !== "0"),
  };
}

function packetOf({ snapshot }: Frame, { consumerId }: ConsumerFacts, sequence: bigint): LeavingView["packet"] {
  const oldest = snapshot.flows.get(consumerId)?.oldestUnacked;
  if (oldest?.sequence !== sequence) return { sequence: String(sequence) };
  const sentAt = atOf(oldest);
  return {
    sequence: String(sequence),
    ...(sentAt ? { sentAt } : {}),
    ...(oldest.timeoutNs === undefined ? {} : { timeoutAt: formatIsoNanos(oldest.timeoutNs) }),
  };
}
