import "server-only";
import type { OverviewView } from "@/lib/api/contracts/network";
import { blocksUntilNextEpoch, nextEpochHeight } from "@/lib/ics/epoch";
import { addNanos, formatIsoNanos } from "@/lib/ics/time";
import { CONSUMER_PHASES } from "@/lib/ics/types";
import { consumerItem } from "./consumer-item";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import type { NetworkIndex } from "./network-index";
import type { ReadResult } from "./outcome";
import type { ProviderSnapshot } from "./provider-snapshot";
import { findingsOf } from "./read-findings";
import { slashMeterOf } from "./slash-meter-view";
import { viewAt } from "./view";

/** The network at a glance. */
export function readOverview(deps: ServerDeps, network: string, at: ViewAt): Promise<ReadResult<OverviewView>> {
  return viewAt(deps, network, at, (frame) => ({ data: overviewOf(frame, deps.now()) }));
}

/**
 * Every page asks for it. What stands of a moment is found once for as long as the heads of the network are taken as they were
 * read: by them a frame is what it is (`readSides`).
 */
const kept = new WeakMap<NetworkIndex, Map<string, Omit<OverviewView, "clock">>>();

function overviewOf(frame: Frame, nowMs: number): OverviewView {
  const { index, snapshot, isPinned } = frame;
  const ofIndex = kept.get(index) ?? new Map<string, Omit<OverviewView, "clock">>();
  kept.set(index, ofIndex);
  const name = `${snapshot.height} ${isPinned}`;
  const standing = ofIndex.get(name) ?? standingOf(frame);
  ofIndex.set(name, standing);
  return {
    ...standing,
    clock: {
      networkTime: snapshot.time,
      receivedAt: receivedAt(frame, nowMs),
      ...(snapshot.blockIntervalMs === undefined ? {} : { blockIntervalMs: snapshot.blockIntervalMs }),
    },
  };
}

function standingOf(frame: Frame): Omit<OverviewView, "clock"> {
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
