import "server-only";
import { deriveAfterlife } from "@/lib/ics/afterlife";
import type { ConsumerSetView, DutyView, PendingUpdate, SetMember } from "@/lib/ics/duty-view";
import { nextEpochHeight } from "@/lib/ics/epoch";
import type { ConsHex, ConsumerId, Ed25519Hex } from "@/lib/ics/ids";
import { type ConsumerRules, EpochField } from "@/lib/ics/standing";
import { formatIsoNanos } from "@/lib/ics/time";
import type { AssignedKey, ConsumerFacts, StoredValidator } from "@/lib/ics/types";
import { groupBy } from "@/lib/shared/group-by";
import { listUpdates, type SentUpdate } from "@/lib/store/read-duties";
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

/** The part of a duty's view that no validator changes. */
export type DutyFacts = Omit<
  DutyView,
  "validator" | "optedIn" | "next" | "stored" | "leftAt" | "set" | "currentKey" | "alone"
>;

const NOBODY: ReadonlySet<ConsHex> = new Set();
const NO_KEYS: ReadonlyMap<ConsHex, AssignedKey> = new Map();
const NO_RATES: ReadonlyMap<ConsHex, string> = new Map();

/** One consumer, with all that its validators' duties share. */
export interface DeskConsumer {
  readonly consumer: ConsumerFacts;
  readonly stored: ReadonlyMap<ConsHex, StoredValidator>;
  readonly optedIn: ReadonlySet<ConsHex>;
  readonly assignedKeys: ReadonlyMap<ConsHex, AssignedKey>;
  readonly commissions: ReadonlyMap<ConsHex, string>;
  /** What its duties say alike, whoever's they are. */
  readonly facts: DutyFacts;
  /** Absent once the provider computes no set any more. */
  readonly rules?: ConsumerRules;
  readonly blockIntervalMs?: number;
  /** A deleted consumer's chain that is read still: its last block, and who is in the set that signs it. */
  readonly alone?: Omit<NonNullable<DutyView["alone"]>, "isMember"> & { readonly members: ReadonlySet<ConsHex> };
  setOf(address: ConsHex): ConsumerSetView;
  /** Its set as somebody sees it who is not in it. */
  readonly setWithout: ConsumerSetView;
  /** How its members stand in the chain's downtime window, by address on the consumer. */
  readUptime(): Promise<UptimeBook>;
}

/** Everything that the duties at one moment are derived from, whoever's they are. Made once a block. */
export interface DutyDesk {
  readonly field?: EpochField;
  readonly consumers: readonly DeskConsumer[];
  /**
   * The consumers that have anything of a validator: an opt-in, a stored row, a key, a commission, a place in the set that
   * signs. Asking each of a thousand consumers for it would be five searches in memory that no cache holds.
   */
  consumersOf(address: ConsHex): ReadonlySet<DeskConsumer>;
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
  const nextEpoch = nextEpochOf(snapshot);
  const consumers = snapshot.consumers.map((consumer): DeskConsumer => {
    const { consumerId, phase } = consumer;
    const side = sideOf(frame, consumer);
    const aloneNow = alone.get(consumerId);
    const set = sets.get(consumerId) ?? setWithoutMembers({ state: "none" });
    const isComputed = phase !== "stopped" && phase !== "deleted";
    const optedIn = snapshot.optedIn.get(consumerId) ?? NOBODY;
    return {
      consumer,
      stored: new Map((snapshot.stored.get(consumerId) ?? []).map((row) => [row.consAddress, row])),
      optedIn,
      assignedKeys: snapshot.assignedKeys.get(consumerId) ?? NO_KEYS,
      commissions: snapshot.commissions.get(consumerId) ?? NO_RATES,
      facts: factsOf(snapshot, consumer, side, pending.get(consumerId) ?? [], nextEpoch),
      ...(field && isComputed ? { rules: field.rulesOf(consumer.powerShaping, optedIn) } : {}),
      ...(side.blockIntervalMs === undefined ? {} : { blockIntervalMs: side.blockIntervalMs }),
      ...(aloneNow ? { alone: aloneNow } : {}),
      setOf: set.of,
      setWithout: set.without,
      readUptime: once(() => readUptime(deps, frame, consumer)),
    };
  });
  const consumersOf = mapConsumers(consumers, (consumerId) => sets.get(consumerId)?.members ?? []);
  return {
    consumers,
    consumersOf: (address) => consumersOf.get(address) ?? NONE,
    readLedger: once(() => readLedger(deps, frame)),
    ...(field ? { field } : {}),
    ...(nextEpoch ? { nextEpoch } : {}),
  };
}

function factsOf(
  snapshot: ProviderSnapshot,
  consumer: ConsumerFacts,
  side: ConsumerSide,
  pending: readonly PendingUpdate[],
  nextEpoch: DutyDesk["nextEpoch"],
): DutyFacts {
  const { consumerId, initParams, powerShaping, removalTime } = consumer;
  const marks = snapshot.marks.get(consumerId);
  const [launchedAt, stoppedAt, deletedAt] = [
    atOf(marks?.get("launched")),
    atOf(marks?.get("stopped")),
    atOf(marks?.get("deleted")),
  ];
  const usualMs = snapshot.flows.get(consumerId)?.usualMs;
  const client = side.clientOnProvider?.status;
  const changeover = changeoverOf(side);
  return {
    phase: consumer.phase,
    topN: powerShaping.topN,
    minStake: powerShaping.minStake,
    pending,
    ...(nextEpoch ? { nextEpoch } : {}),
    ...(initParams?.spawnTime === undefined ? {} : { spawnTime: initParams.spawnTime }),
    ...(launchedAt ? { launchedAt } : {}),
    ...(stoppedAt ? { stoppedAt } : {}),
    ...(deletedAt ? { deletedAt } : {}),
    ...(removalTime === undefined ? {} : { removalTime }),
    ...(usualMs === undefined ? {} : { usualMs }),
    ...(client === "expired" || client === "frozen" ? { lostClient: client } : {}),
    ...(changeover ? { changeover } : {}),
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
function changeoverOf(side: ConsumerSide): DutyView["changeover"] {
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

const NONE: ReadonlySet<DeskConsumer> = new Set();

/** Turned once: from consumers with their validators to validators with their consumers. */
function mapConsumers(
  consumers: readonly DeskConsumer[],
  membersOf: (consumerId: ConsumerId) => Iterable<ConsHex>,
): ReadonlyMap<ConsHex, ReadonlySet<DeskConsumer>> {
  const found = new Map<ConsHex, Set<DeskConsumer>>();
  for (const at of consumers) {
    const groups = [
      at.optedIn,
      at.stored.keys(),
      at.assignedKeys.keys(),
      at.commissions.keys(),
      membersOf(at.consumer.consumerId),
    ];
    for (const group of groups) {
      for (const address of group) {
        const known = found.get(address);
        if (known) known.add(at);
        else found.set(address, new Set([at]));
      }
    }
  }
  return found;
}

/** What is known of a consumer's signing set: as each validator sees it, and whom it has. */
interface SetOf {
  readonly of: DeskConsumer["setOf"];
  readonly without: ConsumerSetView;
  readonly members: Iterable<ConsHex>;
}

function setWithoutMembers(view: ConsumerSetView): SetOf {
  return { of: () => view, without: view, members: [] };
}

/** What is known of the signing set of each consumer, by validator. */
async function readSets(deps: ServerDeps, frame: Frame): Promise<Map<ConsumerId, SetOf>> {
  const acked = await readAcknowledged(deps, frame);
  const entries = await Promise.all(
    frame.snapshot.consumers.map(async (consumer): Promise<[ConsumerId, SetOf]> => {
      return [consumer.consumerId, await readSet(deps, frame, consumer, acked.get(consumer.consumerId))];
    }),
  );
  return new Map(entries);
}

interface Acknowledged {
  readonly valsetUpdateId: bigint;
  /** Provider block whose stored set it carries; absent when that epoch is not in the store. */
  readonly epochHeight?: number;
}

/** The last update that each consumer acknowledged, of those whose own chain cannot be read. */
async function readAcknowledged(
  { store: { db } }: ServerDeps,
  frame: Frame,
): Promise<ReadonlyMap<ConsumerId, Acknowledged>> {
  const { snapshot } = frame;
  const { network, chainId, height } = snapshot;
  const asked = snapshot.consumers.flatMap((consumer) => {
    const flow = snapshot.flows.get(consumer.consumerId);
    return flow && flow.acked > 0n && sideOf(frame, consumer).position.state === "unknown"
      ? [
          {
            consumerId: consumer.consumerId,
            chainId,
            channelId: flow.channelId,
            height,
            after: flow.acked - 1n,
            upTo: flow.acked,
          },
        ]
      : [];
  });
  const updates = await listUpdates(db, network, asked, 1);
  const ids = [...new Set(updates.map(({ valsetUpdateId }) => valsetUpdateId))];
  const epochs = new Map(
    (await listEpochs(db, network, chainId, ids)).map((epoch) => [epoch.valsetUpdateId, epoch.height]),
  );
  const byChannel = new Map(updates.map((update) => [update.channelId, update]));
  return new Map(
    asked.flatMap(({ consumerId, channelId }): [ConsumerId, Acknowledged][] => {
      const update = byChannel.get(channelId);
      const epochHeight = update && epochs.get(update.valsetUpdateId);
      return update
        ? [
            [
              consumerId,
              { valsetUpdateId: update.valsetUpdateId, ...(epochHeight === undefined ? {} : { epochHeight }) },
            ],
          ]
        : [];
    }),
  );
}

async function readSet(
  deps: ServerDeps,
  frame: Frame,
  consumer: ConsumerFacts,
  acked: Acknowledged | undefined,
): Promise<SetOf> {
  const { snapshot } = frame;
  const side = sideOf(frame, consumer);
  const { position, signing } = side;
  if (position.state === "not-started" || consumer.phase === "deleted") return setWithoutMembers({ state: "none" });
  if (position.state === "known") {
    const history = await listKeyHistory(deps.store.db, snapshot, consumer.consumerId);
    const { byValidator } = mapSigningKeys(snapshot, consumer, history, signing ?? []);
    const head = { height: position.block.height, time: formatIsoNanos(position.block.timeNs) };
    const without = { state: "known", head } as const;
    return {
      of: (address) => {
        const member = byValidator.get(address);
        return member ? { ...without, member } : without;
      },
      without,
      members: byValidator.keys(),
    };
  }
  const life = hasShownLife(snapshot, consumer, side);
  if (life === false) return setWithoutMembers({ state: "none" });
  const { because } = position;
  const proven = await readProven(deps, frame, consumer, life === true, acked);
  if (proven === undefined) return setWithoutMembers({ state: "unknown", because });
  const { byUpdate, members } = proven;
  const without = { state: "proven", because, ...(byUpdate === undefined ? {} : { byUpdate }) } as const;
  return {
    of: (address) => {
      const member = members.get(address);
      return member ? { ...without, member } : without;
    },
    without,
    members: members.keys(),
  };
}

interface Proven {
  readonly byUpdate?: bigint;
  readonly members: ReadonlyMap<ConsHex, SetMember>;
}

/** The set a consumer must have applied, by what it acknowledged; its launch set where it lives and acknowledged nothing. */
async function readProven(
  deps: ServerDeps,
  { snapshot }: Frame,
  consumer: ConsumerFacts,
  isAlive: boolean,
  acked: Acknowledged | undefined,
): Promise<Proven | undefined> {
  const { network } = snapshot;
  const { consumerId } = consumer;
  const launched = snapshot.marks.get(consumerId)?.get("launched")?.height;
  // A chain that was there before runs its own set until its upgrade, and no acknowledgement has come from it (§6.8).
  const isOwnSet = acked === undefined && consumer.initParams?.connectionId;
  const at = acked ? acked.epochHeight : isAlive && !isOwnSet ? launched : undefined;
  if (at === undefined) return undefined;
  const stored = await readStoredSet(deps, { network, chainId: snapshot.chainId, height: at }, consumerId);
  if (stored.length === 0) return undefined;
  return {
    ...(acked ? { byUpdate: acked.valsetUpdateId } : {}),
    members: new Map(stored.map(({ consAddress, pubKey, power }) => [consAddress, { pubKey, power }])),
  };
}

/** A set that was stored at a past height does not change, and consumers go on for epochs with the one they applied. */
function readStoredSet(
  { store: { db }, cache }: ServerDeps,
  { network, chainId, height }: { readonly network: string; readonly chainId: string; readonly height: number },
  consumerId: ConsumerId,
): Promise<readonly StoredValidator[]> {
  return cache.storedSets.get(`${network} ${chainId} ${height} ${consumerId}`, () =>
    listStoredSetAt(db, { network, height }, consumerId),
  );
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
  const sent = await listUpdates(
    db,
    network,
    lanes.flatMap(({ flow: { channelId, sent: count, acked } }) => {
      const after = applied.get(channelId)?.sequence ?? acked;
      return count > after ? [{ chainId, channelId, height, after, upTo: count }] : [];
    }),
    PENDING_LIMIT,
  );
  const sentOn = groupBy(sent, ({ channelId }) => channelId);
  const laneOf = new Map(lanes.map((lane) => [lane.consumer.consumerId, lane]));
  const pending = new Map<ConsumerId, PendingUpdate[]>();
  for (const { consumerId } of living) {
    const lane = laneOf.get(consumerId);
    const onTheWay = lane
      ? (sentOn.get(lane.flow.channelId) ?? []).map((update) =>
          sentUpdate(update, lane.side, applied.get(lane.flow.channelId)?.receivedHeight),
        )
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
  const [signing, received] = await Promise.all([
    listLastPackets(
      db,
      network,
      "recv",
      ends.map((end) => ({ ...end, height: end.height - 2 })),
    ),
    listLastPackets(db, network, "recv", ends),
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
