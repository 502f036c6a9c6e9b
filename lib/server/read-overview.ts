import "server-only";
import type { OverviewView } from "@/lib/api/contracts/network";
import { blocksUntilNextEpoch, nextEpochHeight } from "@/lib/ics/epoch";
import { addNanos, formatIsoNanos } from "@/lib/ics/time";
import { CONSUMER_PHASES } from "@/lib/ics/types";
import { consumerItem } from "./consumer-item";
import type { ConsumerSides } from "./consumer-sides";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import type { ProviderSnapshot } from "./provider-snapshot";
import { findingsOf } from "./read-findings";
import { slashMeterOf } from "./slash-meter-view";
import { viewAt } from "./view";

/** The network at a glance. */
export function readOverview(deps: ServerDeps, network: string, at: ViewAt): Promise<ReadResult<OverviewView>> {
  return viewAt(deps, network, at, (frame) => ({ data: overviewOf(frame, deps.now()) }));
}

type Standing = Omit<OverviewView, "clock">;

/** Every page asks for it: of each moment the last one made is kept, while the chains are as they were when it was. */
const kept = new WeakMap<ConsumerSides, Pick<Frame, "index" | "isPinned"> & { readonly standing: Standing }>();

function overviewOf(frame: Frame, nowMs: number): OverviewView {
  const { index, snapshot, sides, isPinned } = frame;
  const last = kept.get(sides);
  const standing = last?.index === index && last.isPinned === isPinned ? last.standing : standingOf(frame);
  kept.set(sides, { index, isPinned, standing });
  return {
    ...standing,
    clock: {
      networkTime: snapshot.time,
      receivedAt: receivedAt(frame, nowMs),
      ...(snapshot.blockIntervalMs === undefined ? {} : { blockIntervalMs: snapshot.blockIntervalMs }),
    },
  };
}

function standingOf(frame: Frame): Standing {
  const { snapshot } = frame;
  const { validators, consumers, flows } = snapshot;
  const bonded = validators.filter(({ status }) => status === "bonded");
  const launched = consumers
    .filter(({ phase }) => phase === "launched")
    .map((consumer) => consumerItem(frame, consumer));
  const syncs = launched.map(({ sync }) => sync?.state);
  const inFlight = [...flows.values()].reduce((sum, { sent, acked }) => sum + (sent - acked), 0n);
  return {
    consumersByPhase: Object.fromEntries(
      CONSUMER_PHASES.map((phase) => [phase, consumers.filter((consumer) => consumer.phase === phase).length]),
    ) as OverviewView["consumersByPhase"],
    findings: findingsOf(frame),
    slashMeter: slashMeterOf(snapshot),
    epoch: epochOf(snapshot),
    validators: {
      active: validators.filter(({ active }) => active).length,
      total: validators.length,
      bondedStake: String(bonded.reduce((sum, { tokens }) => sum + tokens, 0n)),
      ...(snapshot.params === undefined ? {} : { denom: snapshot.params.bondDenom }),
      totalPower: String(snapshot.totalPower),
    },
    packetsInFlight: Number(inFlight),
    inSync: {
      launched: launched.length,
      inSync: syncs.filter((state) => state === "in-sync").length,
      unknown: syncs.filter((state) => state === undefined || state === "unknown").length,
    },
    blockHash: snapshot.blockHash,
  };
}

/** When the shown block was first seen: for the head by our wall clock, for older ones their own time. */
function receivedAt({ index, snapshot, isPinned }: Frame, nowMs: number): string {
  if (isPinned) return snapshot.time;
  const { provider } = index;
  const seenNs = provider?.headHeight === snapshot.height ? provider.headSeenNs : undefined;
  return seenNs === undefined ? new Date(nowMs).toISOString() : formatIsoNanos(seenNs);
}

/** Where the provider stands between two epochs. */
export function epochOf({ params, height, time, blockIntervalMs }: ProviderSnapshot): OverviewView["epoch"] {
  if (!params) return { state: "unknown", because: "not-indexed-yet" };
  const { blocksPerEpoch } = params;
  const nextHeight = nextEpochHeight(height, blocksPerEpoch);
  const expectedAt =
    blockIntervalMs === undefined
      ? undefined
      : addNanos(time, BigInt(nextHeight - height) * BigInt(blockIntervalMs) * 1_000_000n);
  return {
    blocksPerEpoch,
    blocksLeft: blocksUntilNextEpoch(height, blocksPerEpoch),
    nextHeight,
    ...(expectedAt === undefined ? {} : { expectedAt }),
  };
}
