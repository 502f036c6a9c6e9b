import "server-only";
import type { z } from "zod";
import type { ConsumerListItem, syncView } from "@/lib/api/contracts/consumer";
import { deriveAfterlife } from "@/lib/ics/afterlife";
import { clientExpiry } from "@/lib/ics/client-expiry";
import type { At } from "@/lib/ics/finding";
import { deriveFindings } from "@/lib/ics/findings";
import type { FindingsInput } from "@/lib/ics/findings-input";
import type { ConsumerId } from "@/lib/ics/ids";
import { shareText } from "@/lib/ics/security-figures";
import { addNanos, formatIsoNanos } from "@/lib/ics/time";
import type { ConsumerFacts } from "@/lib/ics/types";
import { deriveVscSync } from "@/lib/ics/vsc-pipeline";
import type { ChainRow } from "@/lib/store/chain-rows";
import { type ConsumerSide, isBeforeSwitch } from "./consumer-sides";
import type { Frame } from "./frame";
import { findChain, hasEndpoint, type NetworkIndex } from "./network-index";
import type { ProviderSnapshot } from "./provider-snapshot";
import { heldRewards, rewardKey } from "./reward-totals";

interface Marked {
  readonly height: number;
  readonly timeNs?: bigint;
}

/** A block as views name it; `undefined` when its time is not in the store. */
export function atOf(mark: Marked | undefined): At | undefined {
  return mark?.timeNs === undefined ? undefined : { height: mark.height, time: formatIsoNanos(mark.timeNs) };
}

export function sideOf({ sides }: Frame, { consumerId }: ConsumerFacts): ConsumerSide {
  const side = sides.byConsumer.get(consumerId);
  if (!side) throw new Error(`consumer ${consumerId} has no side`);
  return side;
}

/** A consumer as lists show it. Pure: everything has been read. */
export function consumerItem(frame: Frame, consumer: ConsumerFacts): ConsumerListItem {
  const { snapshot } = frame;
  const { consumerId, powerShaping, clientId, channelId } = consumer;
  const side = sideOf(frame, consumer);
  const { position, received, clientOnProvider: client, changeover } = side;
  const stored = snapshot.stored.get(consumerId) ?? [];
  const providerPower = stored.reduce(
    (sum, { consAddress }) => sum + (snapshot.byConsAddress.get(consAddress)?.power ?? 0n),
    0n,
  );
  const flow = snapshot.flows.get(consumerId);
  const queued = snapshot.queued.get(consumerId)?.length ?? 0;
  const unackedSince = atOf(flow?.oldestUnacked);
  const sync = syncOf(consumer, side, flow, queued);
  const expiresAt = client && clientExpiry(client);
  const spawnTime = consumer.initParams?.spawnTime;
  return {
    consumerId,
    chainId: consumer.chainId,
    name: consumer.metadata.name,
    phase: consumer.phase,
    kind: powerShaping.topN > 0 ? "top-n" : "opt-in",
    topN: powerShaping.topN,
    ...(clientId === undefined ? {} : { clientId }),
    ...(channelId === undefined ? {} : { channelId }),
    validatorCount: stored.length,
    providerPower: String(providerPower),
    consumerPower: String(stored.reduce((sum, { power }) => sum + power, 0n)),
    shareOfProvider: shareText(providerPower, snapshot.totalPower) ?? { state: "unknown", because: "not-indexed-yet" },
    findings: deriveFindings(findingsInput(frame, consumer)),
    vsc: {
      sent: String(flow?.sent ?? 0n),
      received: typeof received === "bigint" ? String(received) : received,
      acked: String(flow?.acked ?? 0n),
      queued: String(queued),
      ...(unackedSince ? { oldestUnackedSince: unackedSince } : {}),
    },
    ...(sync === undefined ? {} : { sync }),
    ...lastBlockOf(side),
    ...(changeover ? { changeover } : {}),
    ...afterlifeOf(frame, consumer, side),
    ...(clientId === undefined
      ? {}
      : {
          client: client
            ? { status: client.status, ...(expiresAt === undefined ? {} : { expiresAt }) }
            : {
                state: "unknown" as const,
                because: position.state === "unknown" ? position.because : ("not-recorded" as const),
              },
        }),
    ...rewardsOf(snapshot, consumerId),
    hasEndpoint: hasEndpointThen(frame, consumer),
    ...(spawnTime === undefined ? {} : { spawnTime }),
    ...(consumer.removalTime === undefined ? {} : { removalTime: consumer.removalTime }),
  };
}

/** As it could be told at the moment of the frame: before a chain's first block nobody knew which of two with one id it is. */
function hasEndpointThen({ index, sides }: Frame, { consumerId, chainId }: ConsumerFacts): boolean {
  const hadSpoken = (id: ConsumerId) => sides.byConsumer.get(id)?.position.state !== "not-started";
  return hasEndpoint(index, consumerId, chainId, hadSpoken);
}

/** Left out for a consumer that never paid anything. */
function rewardsOf({ rewards }: ProviderSnapshot, consumerId: ConsumerId): Pick<ConsumerListItem, "rewards24h"> {
  const totals = rewards.totals.filter((total) => total.consumerId === consumerId);
  if (totals.length === 0) return {};
  const rows = totals.map((total) => ({ ...total, amount: rewards.lastDay.get(rewardKey(total)) }));
  if (rows.some(({ amount }) => amount === undefined))
    return { rewards24h: { state: "unknown", because: "not-recorded" } };
  return {
    rewards24h: rows.map(({ denom, sourceDenom, amount }) => ({ denom: sourceDenom ?? denom, amount: String(amount) })),
  };
}

/** What the chain of a consumer does that gets no more updates. */
function afterlifeOf(
  { asOf }: Frame,
  { phase }: ConsumerFacts,
  { position, blockIntervalMs, signing }: ConsumerSide,
): Pick<ConsumerListItem, "afterlife"> {
  if ((phase !== "stopped" && phase !== "deleted") || position.state !== "known") return {};
  const head = { height: position.block.height, time: formatIsoNanos(position.block.timeNs) };
  const state = deriveAfterlife({
    head,
    now: asOf.time,
    ...(blockIntervalMs === undefined ? {} : { blockMs: blockIntervalMs }),
  });
  return state ? { afterlife: { state, validators: signing?.length ?? 0 } } : {};
}

function lastBlockOf({ position }: ConsumerSide): Pick<ConsumerListItem, "lastBlock"> {
  if (position.state === "known") {
    return { lastBlock: { height: position.block.height, time: formatIsoNanos(position.block.timeNs) } };
  }
  if (position.state === "not-started" || position.because === "no-endpoint") return {};
  return { lastBlock: { state: "unknown", because: position.because } };
}

function syncOf(
  consumer: ConsumerFacts,
  side: ConsumerSide,
  flow: { sent: bigint; acked: bigint } | undefined,
  queued: number,
): z.infer<typeof syncView> | undefined {
  const { position, received, setProof } = side;
  if (consumer.phase !== "launched" || position.state === "not-started" || isBeforeSwitch(side)) return undefined;
  if (typeof received !== "bigint") return received;
  const sent = flow?.sent ?? 0n;
  const acked = flow?.acked ?? 0n;
  const inFlight = received > sent ? 0n : sent - received;
  const sync = deriveVscSync({ sent, acked, received, inFlight, unacked: sent - acked }, queued, setProof?.isEqual);
  // The provider alone proves that updates wait: without a channel none can have arrived. That the sets agree it cannot prove.
  if (sync?.state === "behind") return { ...sync, packets: Number(sync.packets) };
  if (position.state === "unknown") return { state: "unknown", because: position.because };
  return sync ?? { state: "unknown", because: "not-recorded" };
}

/** What the finding rules look at. What is not known is left out. */
export function findingsInput(frame: Frame, consumer: ConsumerFacts): FindingsInput {
  const { snapshot, asOf, index, isPinned } = frame;
  const { consumerId, phase } = consumer;
  const side = sideOf(frame, consumer);
  const { position } = side;
  const marks = snapshot.marks.get(consumerId);
  const failed = snapshot.failedLaunches.get(consumerId);
  const failedAt = atOf(failed);
  const launchedAt = atOf(marks?.get("launched"));
  const stoppedAt = atOf(marks?.get("stopped"));
  const deletedAt = atOf(marks?.get("deleted"));
  const hasStarted = hasShownLife(snapshot, consumer, side);
  const chain = findChain(index, snapshot.consumers, consumer);
  const configured = index.config.consumers.find(
    (entry) => entry.consumerId === consumerId || entry.chainId === chain?.chainId,
  )?.rpc.length;
  const vsc = vscOf(snapshot, consumer, side);
  const held = heldRewards(snapshot, consumerId).map(({ denom, sourceDenom, allocated = 0n }) => ({
    denom: sourceDenom ?? denom,
    amount: allocated,
  }));
  return {
    consumerId,
    phase,
    now: { height: asOf.height, time: asOf.time },
    topN: consumer.powerShaping.topN,
    optedIn: snapshot.optedIn.get(consumerId)?.size ?? 0,
    storedValidators: snapshot.stored.get(consumerId)?.length ?? 0,
    channel: channelOf(snapshot, consumer, side),
    ...(side.changeover ? { isChangeover: true } : {}),
    ...(vsc ? { vsc } : {}),
    ...(consumer.initParams?.spawnTime === undefined ? {} : { spawnTime: consumer.initParams.spawnTime }),
    ...(failed?.spawnTime !== undefined && failedAt && phase === "registered"
      ? { failedLaunch: { spawnTime: failed.spawnTime, at: failedAt } }
      : {}),
    ...(launchedAt ? { launchedAt } : {}),
    ...(stoppedAt ? { stoppedAt } : {}),
    ...(deletedAt ? { deletedAt } : {}),
    ...(hasStarted === undefined ? {} : { hasStarted }),
    ...(side.clientOnProvider ? { clientOnProvider: side.clientOnProvider } : {}),
    ...(side.clientOnConsumer ? { clientOnConsumer: side.clientOnConsumer } : {}),
    ...(side.setProof ? { setsMatch: side.setProof.isEqual } : {}),
    ...(side.powerOnline ? { powerOnline: side.powerOnline } : {}),
    ...(position.state === "known"
      ? { consumerHead: { height: position.block.height, time: formatIsoNanos(position.block.timeNs) } }
      : {}),
    ...(side.blockIntervalMs === undefined ? {} : { consumerBlockMs: side.blockIntervalMs }),
    ...(held.length === 0 ? {} : { rewardsHeld: held }),
    ...slashFindings(snapshot, consumerId),
    ...(consumer.removalTime === undefined ? {} : { removalTime: consumer.removalTime }),
    ...(side.since ? { since: side.since } : {}),
    ...(!isPinned && chain && configured ? { endpoints: endpointsOf(chain, configured, index.verdicts) } : {}),
  };
}

/** Reports held back, and the last attack proven, with the time until which it can still be acted upon. */
function slashFindings(
  { flows, slashMarks, params }: ProviderSnapshot,
  consumerId: ConsumerFacts["consumerId"],
): Pick<FindingsInput, "heldReports" | "attack"> {
  const held = slashMarks.held.get(flows.get(consumerId)?.channelId ?? "");
  const oldest = atOf(held?.oldest);
  const attack = slashMarks.attacks.get(consumerId);
  const at = atOf(attack);
  return {
    ...(held && oldest ? { heldReports: { count: held.count, oldest } } : {}),
    ...(attack && at && params
      ? {
          attack: {
            kind: attack.kind,
            at,
            validators: attack.validators,
            until: addNanos(at.time, BigInt(params.unbondingPeriodNs)),
          },
        }
      : {}),
  };
}

/** Heads are kept, so that what the nodes showed last is known after a restart as well. */
export function endpointsOf(
  chain: ChainRow,
  configured: number,
  verdicts: NetworkIndex["verdicts"],
): NonNullable<FindingsInput["endpoints"]> {
  const disagree = verdicts.find(({ chainId }) => chainId === chain.chainId);
  const { state, headHeight: height, headTimeNs: timeNs } = chain;
  const lastSeen = height === undefined || timeNs === undefined ? undefined : atOf({ height, timeNs });
  return {
    configured,
    reachable: state === "unreachable" ? 0 : configured,
    ...(lastSeen ? { lastSeen } : {}),
    ...(disagree ? { disagree } : {}),
  };
}

function channelOf(
  snapshot: ProviderSnapshot,
  consumer: ConsumerFacts,
  { lanes }: ConsumerSide,
): NonNullable<FindingsInput["channel"]> {
  if (consumer.channelId === undefined) return { state: "none" };
  const closed = lanes?.vsc.closedAt ?? snapshot.flows.get(consumer.consumerId)?.timedOut;
  const since = atOf(closed ?? snapshot.marks.get(consumer.consumerId)?.get("channel"));
  return { state: closed ? "closed" : "open", ...(since ? { since } : {}) };
}

/**
 * Signs of life (ics-protocol.md §6.1): blocks of its own, a channel, or a light client that was updated. What a chain did
 * before its changeover tells nothing of the consumer: unknown.
 */
export function hasShownLife(
  snapshot: ProviderSnapshot,
  consumer: ConsumerFacts,
  side: ConsumerSide,
): boolean | undefined {
  const { position } = side;
  if (position.state === "known" || consumer.channelId !== undefined) return !isBeforeSwitch(side) || undefined;
  const client = consumer.clientId === undefined ? undefined : snapshot.clients.get(consumer.clientId);
  const initial = consumer.initParams?.initialHeight.revisionHeight;
  if (!client || initial === undefined || consumer.initParams?.connectionId) return undefined;
  return BigInt(client.latestHeight) > BigInt(initial);
}

function vscOf(
  snapshot: ProviderSnapshot,
  consumer: ConsumerFacts,
  { received, lanes }: ConsumerSide,
): FindingsInput["vsc"] {
  const flow = snapshot.flows.get(consumer.consumerId);
  const queue = snapshot.queued.get(consumer.consumerId) ?? [];
  const sentAt = atOf(flow?.oldestUnacked);
  const timeoutNs = flow?.oldestUnacked?.timeoutNs;
  const oldestQueuedAt = atOf(queue[0]);
  return {
    sent: flow?.sent ?? 0n,
    acked: flow?.acked ?? 0n,
    queued: queue.length,
    ...(oldestQueuedAt ? { oldestQueuedAt } : {}),
    ...(typeof received === "bigint" ? { received, pastTimeout: lanes?.vsc.pastTimeout ?? 0 } : {}),
    ...(sentAt
      ? { oldestUnacked: { sentAt, ...(timeoutNs === undefined ? {} : { timeoutAt: formatIsoNanos(timeoutNs) }) } }
      : {}),
    ...(flow?.usualMs === undefined ? {} : { usualMs: flow.usualMs }),
  };
}
