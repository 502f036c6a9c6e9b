import "server-only";
import { createHash } from "node:crypto";
import { type ChangeoverState, deriveChangeover } from "@/lib/ics/changeover";
import { powerThatSigned } from "@/lib/ics/commit-signers";
import type { FindingSince } from "@/lib/ics/findings-input";
import type { ConsumerId } from "@/lib/ics/ids";
import type { CometValidator, ConsumerFacts, UnknownReason } from "@/lib/ics/types";
import { hashOfKeysAndPowers } from "@/lib/ics/valset-hash";
import { findBlockIntervalMs, listCometSetAt } from "@/lib/store/read-chain";
import { findUpgradeHeight } from "@/lib/store/read-changeover";
import { listStoredSetAt } from "@/lib/store/read-life";
import { findCommitFlags, listLastUpdates } from "@/lib/store/read-updates";
import { type ConsumerPosition, readPosition } from "./consumer-position";
import type { ServerDeps } from "./deps";
import { readFindingSince, withBeginning } from "./finding-since";
import { type ConsumerLanes, loadLanes } from "./lanes";
import { readClientOnConsumer, readClientOnProvider, type TrackedClient } from "./light-clients";
import { Lru } from "./lru";
import type { NetworkIndex } from "./network-index";
import type { ProviderSnapshot } from "./provider-snapshot";

export interface SetProof {
  /** Of the set the provider stored for the last update in force, and of the header of the consumer's block. */
  readonly storedSetHash: string;
  readonly consumerSetHash: string;
  readonly isEqual: boolean;
}

/** What a consumer's own chain says at the moment of a provider block. */
export interface ConsumerSide {
  readonly position: ConsumerPosition;
  readonly received: bigint | { readonly state: "unknown"; readonly because: UnknownReason };
  /** Set that signs the block of the position. */
  readonly signing?: readonly CometValidator[];
  readonly setProof?: SetProof;
  readonly powerOnline?: { readonly signed: bigint; readonly total: bigint };
  readonly blockIntervalMs?: number;
  readonly clientOnProvider?: TrackedClient;
  /** The consumer's own light client of the provider. */
  readonly clientOnConsumer?: TrackedClient;
  /** Both directions of its channel; absent when it never had one. */
  readonly lanes?: ConsumerLanes;
  readonly since?: FindingSince;
  /** Only of a chain that existed before it became a consumer. */
  readonly changeover?: Changeover;
}

export interface Changeover extends ChangeoverState {
  readonly connectionId: string;
  readonly plannedHeight: number;
  /** Block of the chain that set its consumer module up. */
  readonly upgradeHeight?: number;
}

export interface ConsumerSides {
  readonly byConsumer: ReadonlyMap<ConsumerId, ConsumerSide>;
  readonly isFinal: boolean;
  /** Changes when any of the positions does. */
  readonly version: string;
}

/** An index holds on while its network stands still, and any height may be asked for meanwhile. */
const KEPT_HEIGHTS = 64;
const placed = new WeakMap<NetworkIndex, Lru<ConsumerSides>>();

/**
 * All consumers at the moment of a snapshot. Kept under what they depend on: the blocks they were found to stand at. Where
 * they stand is looked up once for as long as the network's heads are taken as they were read.
 */
export function readSides(
  deps: ServerDeps,
  index: NetworkIndex,
  snapshot: ProviderSnapshot,
  isPinned: boolean,
): Promise<ConsumerSides> {
  const known = placed.get(index) ?? new Lru<ConsumerSides>(KEPT_HEIGHTS);
  placed.set(index, known);
  return known.get(`${snapshot.chainId} ${snapshot.height} ${isPinned}`, () =>
    findSides(deps, index, snapshot, isPinned),
  );
}

async function findSides(
  deps: ServerDeps,
  index: NetworkIndex,
  snapshot: ProviderSnapshot,
  isPinned: boolean,
): Promise<ConsumerSides> {
  const positions = await Promise.all(
    snapshot.consumers.map((consumer) => readPosition(deps, index, snapshot, consumer, isPinned)),
  );
  const waits = positions.map((position, i) =>
    waitsForHeader(snapshot, snapshot.consumers[i] as ConsumerFacts, position),
  );
  const isFinal = positions.every((position, i) => position.isFinal && waits[i] === undefined);
  const version = isFinal ? "final" : positions.map((position, i) => nameOf(position) + (waits[i] ?? "")).join(",");
  return deps.cache.sides.get(`${snapshot.network} ${snapshot.chainId} ${snapshot.height} ${version}`, async () => {
    const standing = snapshot.consumers.map((consumer, i) => ({
      consumer,
      position: positions[i] as ConsumerPosition,
    }));
    const lanes = await loadLanes(deps, snapshot, standing);
    const sides = await Promise.all(
      standing.map(async ({ consumer, position }): Promise<[ConsumerId, ConsumerSide]> => {
        const { consumerId } = consumer;
        const side = await loadSide(deps, index, snapshot, consumer, position, lanes.get(consumerId));
        return [consumerId, { ...side, since: await readFindingSince(deps, snapshot, consumer, side) }];
      }),
    );
    return { byConsumer: new Map(sides), isFinal, version };
  });
}

/** The provider's client may know a header of the consumer that we have not read yet: when it was made is then still to come. */
function waitsForHeader(
  snapshot: ProviderSnapshot,
  { clientId }: ConsumerFacts,
  position: ConsumerPosition,
): string | undefined {
  const client = clientId === undefined ? undefined : snapshot.clients.get(clientId);
  if (client === undefined || position.state !== "known") return undefined;
  const { nextHeight = 0 } = position.chain;
  return client.latestHeight >= nextHeight ? `<${nextHeight}` : undefined;
}

function nameOf(position: ConsumerPosition): string {
  if (position.state === "known") return String(position.block.height);
  return position.state === "unknown" ? position.because : "-";
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();

async function loadSide(
  deps: ServerDeps,
  index: NetworkIndex,
  snapshot: ProviderSnapshot,
  consumer: ConsumerFacts,
  position: ConsumerPosition,
  lanes: ConsumerLanes | undefined,
): Promise<ConsumerSide> {
  const changeover = await readChangeover(deps, snapshot, consumer, position);
  const [clientOnProvider, clientOnConsumer, own] = await Promise.all([
    readClientOnProvider(deps, snapshot, consumer, position).then((client) =>
      withBeginning(deps, snapshot.network, snapshot, client),
    ),
    position.state === "known"
      ? readClientOnConsumer(deps, index, snapshot, position).then((client) =>
          withBeginning(
            deps,
            snapshot.network,
            { chainId: position.chain.chainId, height: position.block.height },
            client,
          ),
        )
      : undefined,
    position.state === "known" ? readOwn(deps, snapshot, consumer, position, changeover) : {},
  ]);
  const isUnread = position.state === "unknown" && lanes !== undefined;
  return {
    position,
    received: isUnread ? { state: "unknown", because: position.because } : (lanes?.vsc.progress.received ?? 0n),
    ...(lanes ? { lanes } : {}),
    ...(clientOnProvider ? { clientOnProvider } : {}),
    ...(clientOnConsumer ? { clientOnConsumer } : {}),
    ...(changeover ? { changeover } : {}),
    ...own,
  };
}

/** Whether the chain still runs on the set it had before it became a consumer. */
export function isBeforeSwitch({ changeover }: { readonly changeover?: Changeover | undefined }): boolean {
  return changeover !== undefined && changeover.stage !== "switched";
}

type KnownPosition = Extract<ConsumerPosition, { state: "known" }>;

async function readChangeover(
  { store: { db } }: ServerDeps,
  { network, flows }: ProviderSnapshot,
  { consumerId, phase, initParams }: ConsumerFacts,
  position: ConsumerPosition,
): Promise<Changeover | undefined> {
  if (!initParams?.connectionId) return undefined;
  const headHeight = position.state === "known" ? position.block.height : undefined;
  const upgradeHeight =
    position.state === "known"
      ? await findUpgradeHeight(db, network, position.chain.chainId, position.block.height)
      : undefined;
  const plannedHeight = Number(initParams.initialHeight.revisionHeight);
  return {
    connectionId: initParams.connectionId,
    plannedHeight,
    ...(upgradeHeight === undefined ? {} : { upgradeHeight }),
    ...deriveChangeover({
      phase,
      plannedHeight,
      hadChannel: flows.has(consumerId),
      ...(upgradeHeight === undefined ? {} : { upgradeHeight }),
      ...(headHeight === undefined ? {} : { headHeight }),
    }),
  };
}

async function readOwn(
  deps: ServerDeps,
  snapshot: ProviderSnapshot,
  consumer: ConsumerFacts,
  position: KnownPosition,
  changeover: Changeover | undefined,
) {
  const { db } = deps.store;
  const { network } = snapshot;
  const { chainId } = position.chain;
  const { height } = position.block;
  const [signing, signed, flags, blockIntervalMs, setProof] = await Promise.all([
    listCometSetAt(db, network, chainId, height),
    listCometSetAt(db, network, chainId, height - 1),
    findCommitFlags(db, network, chainId, height),
    findBlockIntervalMs(db, network, chainId, height),
    // A chain that was there before it became a consumer keeps its own set until the changeover (§6.8).
    isBeforeSwitch({ changeover }) ? undefined : readSetProof(deps, snapshot, consumer, position),
  ]);
  const powerOnline = powerThatSigned(signed, flags);
  return {
    signing,
    ...(powerOnline ? { powerOnline } : {}),
    ...(blockIntervalMs === undefined ? {} : { blockIntervalMs }),
    ...(setProof ? { setProof } : {}),
  };
}

/**
 * Whether the set that signs the consumer's block is the one the provider stored (ics-protocol.md §6.6). An update received
 * in block h signs from h + 2 on; before the first, the set of the launch does.
 */
async function readSetProof(
  { store: { db } }: ServerDeps,
  snapshot: ProviderSnapshot,
  consumer: ConsumerFacts,
  { chain, block }: KnownPosition,
): Promise<SetProof | undefined> {
  if (consumer.phase !== "launched") return undefined;
  const { network } = snapshot;
  const { consumerId } = consumer;
  const flow = snapshot.flows.get(consumerId);
  const [update] = flow
    ? await listLastUpdates(db, network, [
        { chainId: chain.chainId, channelId: flow.channelId, height: block.height - 2 },
      ])
    : [];
  const height = update ? update.epochHeight : snapshot.marks.get(consumerId)?.get("launched")?.height;
  if (height === undefined) return undefined;
  const stored = await listStoredSetAt(db, { network, height }, consumerId);
  if (stored.length === 0) return undefined;
  const storedSetHash = hashOfKeysAndPowers(stored, sha256);
  return { storedSetHash, consumerSetHash: block.validatorsHash, isEqual: storedSetHash === block.validatorsHash };
}
