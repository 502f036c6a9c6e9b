import { isUnknown } from "@/components/ui/unknown";
import type { ConsumerView } from "@/lib/api/contracts/consumer";
import { count } from "@/lib/format/number";
import { formatUtc } from "@/lib/format/time";
import { UNKNOWN_WORDS } from "@/lib/format/words";

/** A joint of the chain from launch to the same set on both sides. `untold`: an earlier joint fails, so it cannot be told. */
export interface Cause {
  readonly name: string;
  readonly state: "holds" | "waits" | "fails" | "unknown" | "untold";
  readonly sentence: string;
}

type Input = Pick<
  ConsumerView,
  | "phase"
  | "spawnTime"
  | "removalTime"
  | "clientId"
  | "channelId"
  | "vsc"
  | "sync"
  | "findings"
  | "launchedAt"
  | "road"
  | "nextEpoch"
  | "changeover"
>;
const PACKET_FAULTS = new Set(["packet-late", "timeout-not-relayed", "queued-client-inactive"]);
const CLIENT_FAULTS = new Set(["client-expired", "client-frozen", "client-expiring", "never-started"]);
const CHANNEL_FAULTS = new Set(["no-channel", "channel-closed"]);
const SET_FAULTS = new Set(["set-differs", "empty-set"]);

/**
 * launched → client → connection → channel → last packet → same set → next epoch. Each joint stands on the one before it, so only the first that does
 * not hold is explained; what lies behind it cannot be told.
 */
export function deriveCauses(view: Input): Cause[] {
  const joints = [phaseCause, clientCause, connectionCause, channelCause, packetCause, setCause, epochCause];
  const causes: Cause[] = [];
  let broken: string | undefined;
  const isOver = view.phase === "stopped" || view.phase === "deleted";
  for (const derive of joints) {
    const cause = derive(view);
    causes.push(
      broken === undefined
        ? cause
        : { name: cause.name, state: "untold", sentence: isOver ? OVER : `Cannot be told until “${broken}” holds.` },
    );
    if (broken === undefined && (cause.state === "fails" || cause.state === "waits")) broken = cause.name;
  }
  return causes;
}

const OVER = "No update is sent any more.";

function fromFinding(view: Input, codes: ReadonlySet<string>): Pick<Cause, "state" | "sentence"> | undefined {
  const finding = view.findings.find(({ code, severity }) => codes.has(code) && severity !== "ok");
  if (!finding) return undefined;
  return {
    state: finding.severity === "bad" ? "fails" : finding.severity === "warn" ? "waits" : "holds",
    sentence: finding.sentence,
  };
}

function phaseCause(view: Input): Cause {
  const name = "launched";
  switch (view.phase) {
    case "launched":
      return {
        name,
        state: "holds",
        sentence: view.launchedAt ? `Launched at height ${view.launchedAt.height}.` : "Launched.",
      };
    case "registered":
      return {
        name,
        state: "waits",
        sentence: "Registered; it needs initialization parameters and a spawn time to launch.",
      };
    case "initialized":
      return {
        name,
        state: "waits",
        sentence: view.spawnTime ? `Launches at ${formatUtc(view.spawnTime)}.` : "Waits for its spawn time.",
      };
    case "stopped":
      return {
        name,
        state: "fails",
        sentence: view.removalTime ? `Stopped; deleted from ${formatUtc(view.removalTime)} on.` : "Stopped.",
      };
    case "deleted":
      return { name, state: "fails", sentence: "Deleted." };
  }
}

function clientCause(view: Input): Cause {
  const name = "client";
  const fault = fromFinding(view, CLIENT_FAULTS);
  if (fault) return { name, ...fault };
  if (view.clientId === undefined)
    return { name, state: "waits", sentence: "The provider has no client of this chain yet." };
  return { name, state: "holds", sentence: `The provider follows the chain with ${view.clientId}.` };
}

function connectionCause({ road }: Input): Cause {
  const name = "connection";
  const { state, connectionId } = road.connection;
  if (state === "open") {
    return {
      name,
      state: "holds",
      sentence: `${connectionId ?? "The connection between the two chains"} is open.`,
    };
  }
  if (state === "unknown")
    return { name, state: "unknown", sentence: "Nobody has answered on the provider; this chain is not read." };
  return { name, state: "waits", sentence: stoppedAt(road, "connection") };
}

/** "Stopped at ChanOpenTry on the provider: nobody relayed it." */
function stoppedAt({ steps }: Input["road"], part: "connection" | "channel"): string {
  const own = steps.filter(({ kind }) => kind.startsWith(part));
  const missing = own.find(({ state }) => state !== "done");
  const what = `the ${part} to the provider`;
  if (!missing || own[0] === missing) return `Nobody has begun to open ${what}.`;
  return `Opening ${what} stopped before “${missing.kind.replace(/^.*_/, "")}” on the ${missing.on === "provider" ? "provider" : "consumer"}.`;
}

function channelCause(view: Input): Cause {
  const name = "channel";
  const fault = fromFinding(view, CHANNEL_FAULTS);
  if (fault) return { name, ...fault };
  const { changeover } = view;
  if (view.channelId === undefined && changeover !== undefined && changeover.stage === "launched")
    return {
      name,
      state: "waits",
      sentence: `Its upgrade at its block ${changeover.plannedHeight} begins to open it.`,
    };
  if (view.channelId === undefined)
    return {
      name,
      state: "waits",
      sentence:
        view.road.channel.state === "opening" ? stoppedAt(view.road, "channel") : "Nobody has opened its channel yet.",
    };
  return { name, state: "holds", sentence: `${view.channelId} is open.` };
}

function packetCause(view: Input): Cause {
  const name = "last packet";
  const fault = fromFinding(view, PACKET_FAULTS);
  if (fault) return { name, ...fault };
  const { sent, received, acked } = view.vsc;
  if (sent === "0") return { name, state: "waits", sentence: "No update has been sent yet." };
  if (isUnknown(received)) {
    return {
      name,
      state: "unknown",
      sentence: `${sent} sent, ${acked} acknowledged; received: unknown, ${UNKNOWN_WORDS[received.because].short}.`,
    };
  }
  const missing = BigInt(sent) - BigInt(received);
  if (missing > 0n)
    return { name, state: "waits", sentence: `${count(Number(missing), "update")} of ${sent} on the way.` };
  return { name, state: "holds", sentence: `All ${sent} updates sent were received, ${acked} acknowledged.` };
}

function setCause(view: Input): Cause {
  const name = "same set";
  const fault = fromFinding(view, SET_FAULTS);
  if (fault) return { name, ...fault };
  const { sync } = view;
  if (sync === undefined) return { name, state: "unknown", sentence: "Nothing is to be in sync." };
  if (isUnknown(sync)) return { name, state: "unknown", sentence: `Unknown: ${UNKNOWN_WORDS[sync.because].why}` };
  if (sync.state === "in-sync")
    return { name, state: "holds", sentence: "The chain's validator set hashes to the set the provider stores." };
  if (sync.state === "behind")
    return { name, state: "waits", sentence: `${count(sync.packets + sync.queued, "update")} not applied yet.` };
  return { name, state: "fails", sentence: "The chain runs another set than the one the provider stores." };
}

function epochCause({ nextEpoch }: Input): Cause {
  const name = "next epoch";
  if (!nextEpoch) return { name, state: "unknown", sentence: "No epoch computes a set for it any more." };
  const { height, blocksLeft, changes } = nextEpoch;
  const when = blocksLeft === 0 ? `at height ${height}` : `in ${count(blocksLeft, "block")}, at height ${height}`;
  return {
    name,
    state: "holds",
    sentence:
      changes === 0
        ? `${when[0]?.toUpperCase()}${when.slice(1)}; as things stand it sends nothing.`
        : `${when[0]?.toUpperCase()}${when.slice(1)}; as things stand it sends an update of ${count(changes, "key")}.`,
  };
}
