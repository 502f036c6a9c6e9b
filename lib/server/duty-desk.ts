import "server-only";
import { deriveAfterlife } from "@/lib/ics/afterlife";
import type { ConsumerSetView, DutyView, PendingUpdate, SetMember } from "@/lib/ics/duty-view";
import { nextEpochHeight } from "@/lib/ics/epoch";
import type { ConsHex, ConsumerId, Ed25519Hex } from "@/lib/ics/ids";
import { type ConsumerRules, EpochField } from "@/lib/ics/standing";
import { formatIsoNanos } from "@/lib/ics/time";
import type { ConsumerFacts, StoredValidator, UnknownReason } from "@/lib/ics/types";
import { listUpdatesAfter, type SentUpdate } from "@/lib/store/read-duties";
import { listStoredSetAt } from "@/lib/store/read-life";
import { listLastPackets } from "@/lib/store/read-packets";
import { listKeyHistory } from "@/lib/store/read-provider";
import { listEpochs } from "@/lib/store/read-relays";
import { atOf, hasShownLife, sideOf } from "./consumer-item";
import { type ConsumerSide, isBeforeSwitch } from "./consumer-sides";
import type { ServerDeps } from "./deps";
import type { Frame } from "./frame";
import type { ProviderSnapshot } from "./provider-snapshot";
import { readUptime, type UptimeBook } from "./read-signing";
import { type Ledger, readLedger } from "./read-slashes";
import { mapSigningKeys } from "./signing-keys";

/** Updates of one consumer that are looked through: a channel that stands still piles them up without end. */
const PENDING_LIMIT = 200;

/** One consumer, with all that its validators' duties share. */
export interface DeskConsumer {
  readonly consumer: ConsumerFacts;
  readonly stored: ReadonlyMap<ConsHex, StoredValidator>;
  readonly pending: readonly PendingUpdate[];
  /** Absent once the provider computes no set any more. */
  readonly rules?: ConsumerRules;
  readonly usualMs?: number;
  readonly lostClient?: "expired" | "frozen";
  readonly blockIntervalMs?: number;
  readonly changeover?: NonNullable<DutyView["changeover"]>;
  /** A deleted consumer's chain that is read still: its last block, and who is in the set that signs it. */
  readonly alone?: Omit<NonNullable<DutyView["alone"]>, "isMember"> & { readonly members: ReadonlySet<ConsHex> };
  setOf(address: ConsHex): ConsumerSetView;
  /** How its members stand in the chain's downtime window, by address on the consumer. */
  readUptime(): Promise<UptimeBook>;
}

/** Everything that the duties at one moment are derived from, whoever's they are. Made once a block. */
export interface DutyDesk {
  readonly field?: EpochField;
  readonly consumers: readonly DeskConsumer[];
  readonly nextEpoch?: NonNullable<DutyView["nextEpoch"]>;
  readLedger(): Promise<Ledger>;
}

/** The desk of a frame; made when first asked for. */
export function readDesk(deps: ServerDeps, frame: Frame): Promise<DutyDesk> {
  const { desks } = deps.cache;
  const known = desks.get(frame.sides);
  if (known) return known;
  const made = loadDesk(deps, frame);
  desks.set(frame.sides, made);
  made.catch(() => desks.delete(frame.sides));
  return made;
}

async function loadDesk(deps: ServerDeps, frame: Frame): Promise<DutyDesk> {
  const { snapshot } = frame;
  const { params } = snapshot;
  const field = params && new EpochField(snapshot.validators, params.maxProviderConsensusValidators);
  const [sets, pending, alone] = await Promise.all([
    readSets(deps, frame),
    readPending(deps, frame),
    readAlone(deps, frame),
  ]);
  const consumers = snapshot.consumers.map((consumer): DeskConsumer => {
    const { consumerId, phase } = consumer;
    const flow = snapshot.flows.get(consumerId);
    const side = sideOf(frame, consumer);
    const client = side.clientOnProvider?.status;
    const changeover = changeoverOf(side);
    const aloneNow = alone.get(consumerId);
    const isComputed = phase !== "stopped" && phase !== "deleted";
    return {
      consumer,
      stored: new Map((snapshot.stored.get(consumerId) ?? []).map((row) => [row.consAddress, row])),
      pending: pending.get(consumerId) ?? [],
      ...(field && isComputed
        ? { rules: field.rulesOf(consumer.powerShaping, snapshot.optedIn.get(consumerId) ?? new Set()) }
        : {}),
      ...(flow?.usualMs === undefined ? {} : { usualMs: flow.usualMs }),
      ...(client === "expired" || client === "frozen" ? { lostClient: client } : {}),
      ...(side.blockIntervalMs === undefined ? {} : { blockIntervalMs: side.blockIntervalMs }),
      ...(changeover ? { changeover } : {}),
      ...(aloneNow ? { alone: aloneNow } : {}),
      setOf: sets.get(consumerId) ?? (() => ({ state: "none" })),
      readUptime: once(() => readUptime(deps, frame, consumer)),
    };
  });
  const nextEpoch = nextEpochOf(snapshot);
  return {
    consumers,
    readLedger: once(() => readLedger(deps, frame)),
    ...(field ? { field } : {}),
    ...(nextEpoch ? { nextEpoch } : {}),
  };
}

/** Makes something when first asked for; what fails is made again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

function nextEpochOf({ height, timeNs, params, blockIntervalMs }: ProviderSnapshot): DutyDesk["nextEpoch"] {
  if (params === undefined) return undefined;
  const next = nextEpochHeight(height, params.blocksPerEpoch);
  const blocksLeft = next - height;
  return {
    height: next,
    blocksLeft,
    ...(blockIntervalMs === undefined ? {} : { time: secondsIn(timeNs, blocksLeft * blockIntervalMs) }),
  };
}

/** An estimate has no more than whole seconds. */
function secondsIn(timeNs: bigint, ms: number): string {
  return formatIsoNanos(((timeNs + BigInt(ms) * 1_000_000n) / 1_000_000_000n) * 1_000_000_000n);
}

/** The blocks between which a chain's own validators hand over, while they have not. */
function changeoverOf(side: ConsumerSide): DeskConsumer["changeover"] {
  const { changeover, position, blockIntervalMs } = side;
  if (!changeover || !isBeforeSwitch(side)) return undefined;
  const { lastOwnHeight, firstHeight, upgradeHeight } = changeover;
  const blocksLeft = position.state === "known" ? firstHeight - position.block.height : 0;
  return {
    lastOwnHeight,
    firstHeight,
    isPlanned: upgradeHeight === undefined,
    ...(position.state === "known" && blockIntervalMs !== undefined && blocksLeft > 0
      ? { firstTime: secondsIn(position.block.timeNs, blocksLeft * blockIntervalMs) }
      : {}),
  };
}

/** Chains of deleted consumers that are read still, and whose validators they have. */
async function readAlone(deps: ServerDeps, frame: Frame): Promise<Map<ConsumerId, NonNullable<DeskConsumer["alone"]>>> {
  const { snapshot } = frame;
  const found = await Promise.all(
    snapshot.consumers.map(async (consumer): Promise<[ConsumerId, NonNullable<DeskConsumer["alone"]>] | undefined> => {
      const { position, blockIntervalMs, signing } = sideOf(frame, consumer);
      if (consumer.phase !== "deleted" || position.state !== "known" || blockIntervalMs === undefined) return undefined;
      const head = { height: position.block.height, time: formatIsoNanos(position.block.timeNs) };
      const goesOn = deriveAfterlife({ head, blockMs: blockIntervalMs, now: snapshot.time }) === "goes-on";
      const history = await listKeyHistory(deps.store.db, snapshot, consumer.consumerId);
      const { byValidator } = mapSigningKeys(snapshot, consumer, history, signing ?? []);
      return [consumer.consumerId, { head, goesOn, members: new Set(byValidator.keys()) }];
    }),
  );
  return new Map(found.filter((one) => one !== undefined));
}

type SetOf = DeskConsumer["setOf"];

/** What is known of the signing set of each consumer, by validator. */
async function readSets(deps: ServerDeps, frame: Frame): Promise<Map<ConsumerId, SetOf>> {
  const entries = await Promise.all(
    frame.snapshot.consumers.map(async (consumer): Promise<[ConsumerId, SetOf]> => {
      return [consumer.consumerId, await readSet(deps, frame, consumer)];
    }),
  );
  return new Map(entries);
}

async function readSet(deps: ServerDeps, frame: Frame, consumer: ConsumerFacts): Promise<SetOf> {
  const { snapshot } = frame;
  const side = sideOf(frame, consumer);
  const { position, signing } = side;
  if (position.state === "not-started" || consumer.phase === "deleted") return () => ({ state: "none" });
  if (position.state === "known") {
    const history = await listKeyHistory(deps.store.db, snapshot, consumer.consumerId);
    const { byValidator } = mapSigningKeys(snapshot, consumer, history, signing ?? []);
    const head = { height: position.block.height, time: formatIsoNanos(position.block.timeNs) };
    return (address) => {
      const member = byValidator.get(address);
      return { state: "known", head, ...(member ? { member } : {}) };
    };
  }
  const life = hasShownLife(snapshot, consumer, side);
  if (life === false) return () => ({ state: "none" });
  const { because } = position;
  const proven = await readProven(deps, frame, consumer, life === true);
  if (proven === undefined) return () => ({ state: "unknown", because });
  return (address) => provenView(because, proven, address);
}

interface Proven {
  readonly byUpdate?: bigint;
  readonly members: ReadonlyMap<ConsHex, SetMember>;
}

function provenView(because: UnknownReason, { byUpdate, members }: Proven, address: ConsHex): ConsumerSetView {
  const member = members.get(address);
  return {
    state: "proven",
    because,
    ...(byUpdate === undefined ? {} : { byUpdate }),
    ...(member ? { member } : {}),
  };
}

/** The set a consumer must have applied, by what it acknowledged; its launch set where it lives and acknowledged nothing. */
async function readProven(
  { store: { db } }: ServerDeps,
  { snapshot }: Frame,
  consumer: ConsumerFacts,
  isAlive: boolean,
): Promise<Proven | undefined> {
  const { network, chainId, height } = snapshot;
  const { consumerId } = consumer;
  const flow = snapshot.flows.get(consumerId);
  const launched = snapshot.marks.get(consumerId)?.get("launched")?.height;
  const lane =
    flow && flow.acked > 0n ? { chainId, channelId: flow.channelId, height, after: flow.acked - 1n } : undefined;
  const [acked] = lane ? await listUpdatesAfter(db, network, [lane], 1) : [];
  const [epoch] = acked ? await listEpochs(db, network, chainId, [acked.valsetUpdateId]) : [];
  // A chain that was there before runs its own set until its upgrade, and no acknowledgement has come from it (§6.8).
  const isOwnSet = acked === undefined && consumer.initParams?.connectionId;
  const at = acked ? epoch?.height : isAlive && !isOwnSet ? launched : undefined;
  if (at === undefined) return undefined;
  const stored = await listStoredSetAt(db, { network, height: at }, consumerId);
  if (stored.length === 0) return undefined;
  return {
    ...(acked ? { byUpdate: acked.valsetUpdateId } : {}),
    members: new Map(stored.map(({ consAddress, pubKey, power }) => [consAddress, { pubKey, power }])),
  };
}

/** Updates that the signing set of each consumer does not show yet, oldest first. */
async function readPending(deps: ServerDeps, frame: Frame): Promise<Map<ConsumerId, PendingUpdate[]>> {
  const { db } = deps.store;
  const { snapshot } = frame;
  const { network, chainId, height } = snapshot;
  const living = snapshot.consumers.filter(({ phase }) => phase === "launched" || phase === "stopped");
  const lanes = living.flatMap((consumer) => {
    const flow = snapshot.flows.get(consumer.consumerId);
    return flow ? [{ consumer, flow, side: sideOf(frame, consumer) }] : [];
  });
  const applied = await listAppliedSequences(deps, snapshot, lanes);
  const sent = await listUpdatesAfter(
    db,
    network,
    lanes.flatMap(({ flow: { channelId, sent: count, acked } }) => {
      const after = applied.get(channelId)?.sequence ?? acked;
      return count > after ? [{ chainId, channelId, height, after }] : [];
    }),
    PENDING_LIMIT,
  );
  const pending = new Map<ConsumerId, PendingUpdate[]>();
  for (const { consumerId } of living) {
    const lane = lanes.find(({ consumer }) => consumer.consumerId === consumerId);
    const onTheWay = lane
      ? sent
          .filter(({ channelId }) => channelId === lane.flow.channelId)
          .map((update) => sentUpdate(update, lane.side, applied.get(lane.flow.channelId)?.receivedHeight))
      : [];
    const waiting = (snapshot.queued.get(consumerId) ?? []).map(
      (queued): PendingUpdate => ({
        valsetUpdateId: queued.valsetUpdateId,
        state: "queued",
        at: atOf(queued),
        powers: powersOf(queued.data.updates),
      }),
    );
    if (onTheWay.length + waiting.length > 0) pending.set(consumerId, [...onTheWay, ...waiting]);
  }
  return pending;
}

interface Applied {
  /** Last sequence that the signing set shows: received two blocks ago or earlier (§6.6). */
  readonly sequence: bigint;
  /** Consumer height of the last receipt. */
  readonly receivedHeight?: number;
}

async function listAppliedSequences(
  { store: { db } }: ServerDeps,
  { network }: ProviderSnapshot,
  lanes: readonly { readonly flow: { readonly channelId: string }; readonly side: ConsumerSide }[],
): Promise<Map<string, Applied>> {
  const ends = lanes.flatMap(({ flow: { channelId }, side: { position } }) =>
    position.state === "known" ? [{ chainId: position.chain.chainId, channelId, height: position.block.height }] : [],
  );
  const side = { end: "src", port: "provider" } as const;
  const [signing, received] = await Promise.all([
    listLastPackets(
      db,
      network,
      "recv",
      side,
      ends.map((end) => ({ ...end, height: end.height - 2 })),
    ),
    listLastPackets(db, network, "recv", side, ends),
  ]);
  return new Map(
    ends.map(({ channelId }): [string, Applied] => {
      const last = received.find((row) => row.channelId === channelId);
      return [
        channelId,
        {
          sequence: signing.find((row) => row.channelId === channelId)?.sequence ?? 0n,
          ...(last ? { receivedHeight: last.height } : {}),
        },
      ];
    }),
  );
}

function sentUpdate(
  { sequence, valsetUpdateId, height, timeNs, timeoutNs, updates }: SentUpdate,
  { position, received }: ConsumerSide,
  receivedHeight: number | undefined,
): PendingUpdate {
  const isReceived = typeof received === "bigint" && sequence <= received;
  const clockNs = position.state === "known" ? position.block.timeNs : undefined;
  const isPast = !isReceived && timeoutNs !== undefined && clockNs !== undefined && clockNs >= timeoutNs;
  return {
    valsetUpdateId,
    sequence,
    state: isReceived ? "received" : "sent",
    at: atOf({ height, ...(timeNs === undefined ? {} : { timeNs }) }),
    powers: powersOf(updates),
    ...(isReceived && receivedHeight !== undefined ? { consumerHeight: receivedHeight + 2 } : {}),
    ...(timeoutNs === undefined ? {} : { timeoutAt: formatIsoNanos(timeoutNs) }),
    ...(isPast ? { isPastTimeout: true } : {}),
  };
}

function powersOf(updates: readonly { pubKey: string; power: string }[]): Map<Ed25519Hex, bigint> {
  return new Map(updates.map(({ pubKey, power }) => [pubKey as Ed25519Hex, BigInt(power)]));
}
