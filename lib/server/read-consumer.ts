import "server-only";
import { createHash } from "node:crypto";
import type { ConsumerView } from "@/lib/api/contracts/consumer";
import { formatAccountAddress, formatConsAddress } from "@/lib/ics/address";
import { diffSets } from "@/lib/ics/diff-sets";
import { type ConsHex, parseConsumerId } from "@/lib/ics/ids";
import { formatIsoNanos } from "@/lib/ics/time";
import type { ConsumerFacts } from "@/lib/ics/types";
import { findQueuedInfraction } from "@/lib/store/read-launches";
import { listTimeline } from "@/lib/store/read-provider";
import { atOf, consumerItem, sideOf } from "./consumer-item";
import type { ConsumerSide } from "./consumer-sides";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import { readLeaving } from "./leaving-view";
import { fault, type ReadFault, type ReadResult } from "./outcome";
import type { ProviderSnapshot } from "./provider-snapshot";
import { epochOf } from "./read-overview";
import { readRoad } from "./road-view";
import { readSetSizes } from "./set-history";
import { viewAt } from "./view";

/** Entries of a consumer's life on its page, newest first. */
const TIMELINE_LIMIT = 500;

/** One consumer with its parameters and its life so far. */
export function readConsumer(
  deps: ServerDeps,
  network: string,
  consumerId: string,
  at: ViewAt,
): Promise<ReadResult<ConsumerView>> {
  return viewAt<ConsumerView>(
    deps,
    network,
    at,
    async (frame) => {
      const consumer = findConsumer(frame, consumerId);
      return "status" in consumer ? consumer : { data: await consumerView(deps, frame, consumer) };
    },
    ["queued-infraction", "signing"],
  );
}

/** The consumer of an id as it stands in a path, or why there is none. */
export function findConsumer({ snapshot }: Frame, text: string): ConsumerFacts | ReadFault {
  const consumerId = parseConsumerId(text);
  if (consumerId === undefined) return fault(400, "bad-consumer-id", "A consumer id is a whole number, such as 1.");
  const consumer = snapshot.consumers.find((entry) => entry.consumerId === consumerId);
  return (
    consumer ??
    fault(
      404,
      "unknown-consumer",
      `There is no consumer ${consumerId} on ${snapshot.chainId} at block ${snapshot.height}.`,
    )
  );
}

async function consumerView(deps: ServerDeps, frame: Frame, consumer: ConsumerFacts): Promise<ConsumerView> {
  const { db } = deps.store;
  const { snapshot } = frame;
  const { consumerId } = consumer;
  const side = sideOf(frame, consumer);
  const [timeline, sizes, road, queued] = await Promise.all([
    listTimeline(db, snapshot, consumerId, snapshot.chainId, TIMELINE_LIMIT),
    readSetSizes(deps, snapshot, consumerId),
    readRoad(deps, frame, consumer, side),
    findQueuedInfraction(db, snapshot, consumerId),
  ]);
  const leaving = await readLeaving(deps, frame, consumer, {
    timeline,
    road,
    governance: snapshot.prefix === undefined ? undefined : formatAccountAddress(GOVERNANCE, snapshot.prefix),
  });
  const launchedAt = atOf(snapshot.marks.get(consumerId)?.get("launched"));
  const written = (address: ConsHex) =>
    snapshot.prefix === undefined ? address : formatConsAddress(address, snapshot.prefix);
  const { allowlist, denylist, prioritylist, ...shaping } = consumer.powerShaping;
  return {
    ...consumerItem(frame, consumer),
    owner: consumer.owner,
    isOwnedByGovernance: isOwnedByGovernance(snapshot, consumer),
    metadata: consumer.metadata,
    ...(consumer.initParams ? { initParams: consumer.initParams } : {}),
    powerShaping: {
      ...shaping,
      allowlist: allowlist.map(written),
      denylist: denylist.map(written),
      prioritylist: prioritylist.map(written),
    },
    ...(consumer.infraction ? { infraction: consumer.infraction } : {}),
    ...(queued
      ? {
          pendingInfraction: {
            infraction: queued.infraction,
            askedAt: queued.fromHeight,
            dueAt:
              queued.dueNs === undefined
                ? ({ state: "unknown", because: "not-recorded" } as const)
                : formatIsoNanos(queued.dueNs),
          },
        }
      : {}),
    ...(consumer.minPowerInTopN === undefined ? {} : { minPowerInTopN: String(consumer.minPowerInTopN) }),
    allowlistedRewardDenoms: [...consumer.allowlistedRewardDenoms],
    ...(snapshot.params === undefined ? {} : { bondDenom: snapshot.params.bondDenom }),
    optedInCount: snapshot.optedIn.get(consumerId)?.size ?? 0,
    ...(launchedAt ? { launchedAt } : {}),
    ...(leaving ? { leaving } : {}),
    timeline: timeline.map(({ timeNs, ...entry }) => ({
      ...entry,
      time: timeNs === undefined ? ({ state: "unknown", because: "not-recorded" } as const) : formatIsoNanos(timeNs),
    })),
    ...consumerChainOf(side),
    road,
    ...nextEpochOf(snapshot, consumer),
    setHistory: sizes.map(({ power, ...size }) => ({ ...size, power: String(power) })),
  };
}

/** What the next epoch would do to a launched consumer, were it now. */
function nextEpochOf(snapshot: Frame["snapshot"], consumer: ConsumerFacts): Pick<ConsumerView, "nextEpoch"> {
  const epoch = epochOf(snapshot);
  const next = snapshot.nextSet(consumer);
  if (consumer.phase !== "launched" || "state" in epoch || !next) return {};
  const { nextHeight, blocksLeft, expectedAt } = epoch;
  return {
    nextEpoch: {
      height: nextHeight,
      blocksLeft,
      ...(expectedAt === undefined ? {} : { expectedAt }),
      changes: diffSets(snapshot.stored.get(consumer.consumerId) ?? [], next.set).length,
    },
  };
}

/** Account of a module: the first 20 bytes of the hash of its name (ics-protocol.md §2.6). */
const GOVERNANCE = createHash("sha256").update("gov").digest("hex").slice(0, 40);

export function isOwnedByGovernance({ prefix }: ProviderSnapshot, { owner }: ConsumerFacts): boolean {
  return prefix !== undefined && owner === formatAccountAddress(GOVERNANCE, prefix);
}

function consumerChainOf({ position, signing }: ConsumerSide): Pick<ConsumerView, "consumerChain"> {
  if (position.state === "not-started") return {};
  if (position.state === "unknown") return { consumerChain: { state: "unknown", because: position.because } };
  const { chain, block } = position;
  const members = signing ?? [];
  return {
    consumerChain: {
      chainId: chain.chainId,
      firstIndexedHeight: chain.firstHeight ?? block.height,
      head: { height: block.height, time: formatIsoNanos(block.timeNs) },
      validatorCount: members.length,
      totalPower: String(members.reduce((sum, { power }) => sum + power, 0n)),
      validatorsHash: block.validatorsHash,
    },
  };
}
