import "server-only";
import { createHash } from "node:crypto";
import { clientExpiry } from "@/lib/ics/client-expiry";
import { powerThatSigned } from "@/lib/ics/commit-signers";
import type { ClientView } from "@/lib/ics/findings-input";
import type { ConsumerId } from "@/lib/ics/ids";
import { formatIsoNanos, nanosOf } from "@/lib/ics/time";
import type { CometValidator, ConsumerFacts, UnknownReason } from "@/lib/ics/types";
import { hashOfKeysAndPowers } from "@/lib/ics/valset-hash";
import { findBlock, findBlockIntervalMs, listCometSetAt } from "@/lib/store/read-chain";
import { listStoredSetAt } from "@/lib/store/read-life";
import { listLastPackets } from "@/lib/store/read-packets";
import { findCommitFlags, listLastUpdates } from "@/lib/store/read-updates";
import { type ConsumerPosition, readPosition } from "./consumer-position";
import type { ServerDeps } from "./deps";
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
  readonly clientOnProvider?: ClientView;
}

export interface ConsumerSides {
  readonly byConsumer: ReadonlyMap<ConsumerId, ConsumerSide>;
  readonly isFinal: boolean;
  /** Changes when any of the positions does. */
  readonly version: string;
}

/** All consumers at the moment of a snapshot. Kept under what they depend on: the blocks they were found to stand at. */
export async function readSides(
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
    const sides = await Promise.all(
      snapshot.consumers.map(async (consumer, i): Promise<[ConsumerId, ConsumerSide]> => {
        const position = positions[i] as ConsumerPosition;
        return [consumer.consumerId, await loadSide(deps, snapshot, consumer, position)];
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
  snapshot: ProviderSnapshot,
  consumer: ConsumerFacts,
  position: ConsumerPosition,
): Promise<ConsumerSide> {
  const flow = snapshot.flows.get(consumer.consumerId);
  const client = await readClient(deps, snapshot, consumer, position);
  const clientOnProvider = client ? { clientOnProvider: client } : {};
  if (position.state === "not-started" || flow === undefined) {
    const own = position.state === "known" ? await readOwn(deps, snapshot, consumer, position) : {};
    return { position, received: 0n, ...clientOnProvider, ...own };
  }
  if (position.state === "unknown") {
    return { position, received: { state: "unknown", because: position.because }, ...clientOnProvider };
  }
  const end = { chainId: position.chain.chainId, channelId: flow.channelId, height: position.block.height };
  const [last] = await listLastPackets(deps.store.db, snapshot.network, "recv", { end: "src", port: "provider" }, [
    end,
  ]);
  return {
    position,
    received: last?.sequence ?? 0n,
    ...clientOnProvider,
    ...(await readOwn(deps, snapshot, consumer, position)),
  };
}

type KnownPosition = Extract<ConsumerPosition, { state: "known" }>;

async function readOwn(deps: ServerDeps, snapshot: ProviderSnapshot, consumer: ConsumerFacts, position: KnownPosition) {
  const { db } = deps.store;
  const { network } = snapshot;
  const { chainId } = position.chain;
  const { height } = position.block;
  const [signing, signed, flags, blockIntervalMs, setProof] = await Promise.all([
    listCometSetAt(db, network, chainId, height),
    listCometSetAt(db, network, chainId, height - 1),
    findCommitFlags(db, network, chainId, height),
    findBlockIntervalMs(db, network, chainId, height),
    readSetProof(deps, snapshot, consumer, position),
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
  // A chain that was there before it became a consumer keeps its own set until the changeover (§6.8).
  if (flow === undefined && consumer.initParams?.connectionId) return undefined;
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

/** The provider's light client of a consumer; `undefined` while it cannot be told when its last header was made. */
async function readClient(
  { store: { db } }: ServerDeps,
  snapshot: ProviderSnapshot,
  consumer: ConsumerFacts,
  position: ConsumerPosition,
): Promise<ClientView | undefined> {
  const client = consumer.clientId === undefined ? undefined : snapshot.clients.get(consumer.clientId);
  if (!client) return undefined;
  if (client.frozen) return { status: "frozen", hostTime: snapshot.time };
  const chainId = position.state === "known" ? position.chain.chainId : undefined;
  const header =
    chainId === undefined ? undefined : await findBlock(db, snapshot.network, chainId, client.latestHeight);
  const isUntouched = String(client.latestHeight) === consumer.initParams?.initialHeight.revisionHeight;
  const launched = snapshot.marks.get(consumer.consumerId)?.get("launched")?.timeNs;
  const latestNs = header?.timeNs ?? (isUntouched ? launched : undefined);
  if (latestNs === undefined || client.trustingPeriodNs === undefined) return undefined;
  const trust = { latestTime: formatIsoNanos(latestNs), trustingPeriodNs: client.trustingPeriodNs };
  const expiry = clientExpiry(trust);
  const isExpired = expiry !== undefined && nanosOf(expiry) <= snapshot.timeNs;
  return { status: isExpired ? "expired" : "active", hostTime: snapshot.time, ...trust };
}
