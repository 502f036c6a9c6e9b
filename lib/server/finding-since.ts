import "server-only";
import { createHash } from "node:crypto";
import { clientExpiry, isClientExpiring } from "@/lib/ics/client-expiry";
import { powerThatSigned } from "@/lib/ics/commit-signers";
import type { At } from "@/lib/ics/finding";
import type { ClientView, FindingSince } from "@/lib/ics/findings-input";
import { isBelowQuorum, isPowerLow, type PowerOnline } from "@/lib/ics/power-online";
import { nanosOf } from "@/lib/ics/time";
import type { ConsumerFacts } from "@/lib/ics/types";
import { hashOfKeysAndPowers } from "@/lib/ics/valset-hash";
import { findBlock } from "@/lib/store/read-chain";
import { listStoredSetAt } from "@/lib/store/read-life";
import { listRewardSteps } from "@/lib/store/read-rewards";
import {
  findEmptiedAt,
  findFirstBlockFrom,
  findFrozenSince,
  findInitializedSince,
  findLastBlockOfSet,
  findUpdateReceived,
  listCometMembers,
  listSignedBlocks,
} from "@/lib/store/read-since";
import { atOf } from "./consumer-item";
import type { ConsumerSide } from "./consumer-sides";
import type { ServerDeps } from "./deps";
import type { ProviderSnapshot } from "./provider-snapshot";
import { heldRewards } from "./reward-totals";

type Db = ServerDeps["store"]["db"];
type KnownPosition = Extract<ConsumerSide["position"], { state: "known" }>;

/** So many updates are looked back through for where a wrong set began, and so many pages of blocks for a lack of power. */
const MOST_UPDATES = 200;
const COMMITS_PER_PAGE = 500;
const MOST_PAGES = 200;
const MOST_STEPS = 5_000;

/**
 * Since when what a finding may say holds: looked up in the stored history, so that it is the same after a restart and on
 * another machine. Only what holds is looked up.
 */
export async function readFindingSince(
  { store: { db } }: ServerDeps,
  snapshot: ProviderSnapshot,
  consumer: ConsumerFacts,
  side: ConsumerSide,
): Promise<FindingSince> {
  const { network } = snapshot;
  const { phase, initParams, consumerId } = consumer;
  const known = side.position.state === "known" ? side.position : undefined;
  const isLaunched = phase === "launched";
  const isDue = phase === "initialized" && initParams?.spawnTime !== undefined;
  const isNobody = phase === "initialized" && (snapshot.optedIn.get(consumerId)?.size ?? 0) === 0;
  const isEmpty = isLaunched && (snapshot.stored.get(consumerId)?.length ?? 0) === 0;
  const online = isLaunched ? side.powerOnline : undefined;
  const [spawnDue, nobodyOptedIn, emptySet, setDiffers, powerLow, powerBelowQuorum, rewardsHeld] = await Promise.all([
    isDue ? readFirstFrom(db, snapshot, nanosOf(initParams?.spawnTime ?? "")) : undefined,
    isNobody ? readNobodySince(db, snapshot, consumer) : undefined,
    isEmpty ? readEmptySince(db, snapshot, consumer) : undefined,
    isLaunched && known && side.setProof?.isEqual === false
      ? readDiffersSince(db, snapshot, consumer, known)
      : undefined,
    online && known && isPowerLow(online) ? readPowerSince(db, network, known, isPowerLow) : undefined,
    online && known && isBelowQuorum(online) ? readPowerSince(db, network, known, isBelowQuorum) : undefined,
    heldRewards(snapshot, consumerId).length > 0 ? readHeldSince(db, snapshot, consumer) : undefined,
  ]);
  return given({ spawnDue, nobodyOptedIn, emptySet, setDiffers, powerLow, powerBelowQuorum, rewardsHeld });
}

/** Moments that are known. */
function given(moments: { readonly [Key in keyof FindingSince]: FindingSince[Key] | undefined }): FindingSince {
  return Object.fromEntries(Object.entries(moments).filter(([, moment]) => moment !== undefined));
}

async function readBlock(db: Db, { network, chainId }: ProviderSnapshot, height: number | undefined) {
  return height === undefined ? undefined : atOf(await findBlock(db, network, chainId, height));
}

async function readFirstFrom(db: Db, { network, chainId, height }: ProviderSnapshot, timeNs: bigint) {
  return atOf(await findFirstBlockFrom(db, network, chainId, timeNs, height));
}

async function readNobodySince(db: Db, snapshot: ProviderSnapshot, { consumerId }: ConsumerFacts) {
  const [initialized, emptied] = await Promise.all([
    findInitializedSince(db, snapshot, consumerId),
    findEmptiedAt(db, "opted_in", snapshot, consumerId),
  ]);
  return readBlock(db, snapshot, Math.max(initialized ?? 0, emptied ?? 0) || undefined);
}

/** When the oldest of the rewards that are held back now came in; unknown when that lies further back than we look. */
async function readHeldSince(db: Db, snapshot: ProviderSnapshot, { consumerId }: ConsumerFacts) {
  const steps = await listRewardSteps(db, { ...snapshot, providerChainId: snapshot.chainId }, consumerId, MOST_STEPS);
  if (steps.length === MOST_STEPS) return undefined;
  const since = heldRewards(snapshot, consumerId).map(({ denom }) => {
    const ofDenom = steps.filter((step) => step.denom === denom);
    const end = ofDenom.findIndex((step) => step.isAllowed || (step.allocated ?? 0n) === 0n);
    return (end < 0 ? ofDenom : ofDenom.slice(0, end)).at(-1);
  });
  const [oldest] = since.flatMap((step) => step ?? []).sort((a, b) => a.height - b.height);
  return atOf(oldest);
}

async function readEmptySince(db: Db, snapshot: ProviderSnapshot, { consumerId }: ConsumerFacts) {
  const emptied = await findEmptiedAt(db, "stored_validator", snapshot, consumerId);
  return readBlock(db, snapshot, emptied ?? snapshot.marks.get(consumerId)?.get("launched")?.height);
}

/**
 * A light client with the block of the chain that keeps it at which it entered its last third, ran out, or was frozen
 * (ics-protocol.md §4.6), where there is something to say.
 */
export async function withBeginning<Client extends ClientView & { readonly clientId: string }>(
  { store: { db } }: ServerDeps,
  network: string,
  host: { readonly chainId: string; readonly height: number },
  client: Client | undefined,
): Promise<Client | undefined> {
  if (client === undefined) return undefined;
  const began = await readBeginning(db, network, host, client);
  return began ? { ...client, began } : client;
}

async function readBeginning(
  db: Db,
  network: string,
  { chainId, height }: { readonly chainId: string; readonly height: number },
  client: ClientView & { readonly clientId: string },
): Promise<At | undefined> {
  if (client.status === "frozen") {
    const frozenAt = await findFrozenSince(db, network, chainId, client.clientId, height);
    return frozenAt === undefined ? undefined : atOf(await findBlock(db, network, chainId, frozenAt));
  }
  const expiry = clientExpiry(client);
  const { trustingPeriodNs, hostTime } = client;
  if (expiry === undefined || trustingPeriodNs === undefined) return undefined;
  const first = async (timeNs: bigint) => atOf(await findFirstBlockFrom(db, network, chainId, timeNs, height));
  if (client.status === "expired") return first(nanosOf(expiry));
  if (hostTime === undefined || !isClientExpiring(client, hostTime)) return undefined;
  // Less than a third left: the first block after the moment at which exactly a third was.
  return first(nanosOf(expiry) - trustingPeriodNs / 3n + 1n);
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();

/** First block of the consumer from which on its set is not the one it should run: goes back from update to update. */
async function readDiffersSince(
  db: Db,
  snapshot: ProviderSnapshot,
  { consumerId }: ConsumerFacts,
  { chain: { chainId, firstHeight }, block }: KnownPosition,
): Promise<At | undefined> {
  const { network } = snapshot;
  const channelId = snapshot.flows.get(consumerId)?.channelId;
  let to = block.height;
  for (let i = 0; i < MOST_UPDATES && to >= (firstHeight ?? 1); i += 1) {
    // An update received in block h signs from h + 2 on (§6.6).
    const update =
      channelId === undefined
        ? undefined
        : await findUpdateReceived(db, network, { chainId, channelId, height: to - 2 });
    const from = update ? update.height + 2 : (firstHeight ?? 1);
    const height = update ? update.epochHeight : snapshot.marks.get(consumerId)?.get("launched")?.height;
    const stored = height === undefined ? [] : await listStoredSetAt(db, { network, height }, consumerId);
    if (stored.length === 0) break;
    const range = { from, to };
    const equal = await findLastBlockOfSet(db, network, chainId, hashOfKeysAndPowers(stored, sha256), range);
    if (equal !== undefined) {
      to = equal;
      break;
    }
    to = from - 1;
  }
  return atOf(await findBlock(db, network, chainId, to + 1));
}

/** First block of the run of blocks, up to the one shown, of whose power too little signed. */
async function readPowerSince(
  db: Db,
  network: string,
  { chain: { chainId }, block }: KnownPosition,
  isTooLittle: (power: PowerOnline) => boolean,
): Promise<At | undefined> {
  let since: At | undefined;
  let upTo = block.height;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const commits = await listSignedBlocks(db, network, chainId, upTo, COMMITS_PER_PAGE);
    const last = commits.at(-1);
    if (!last) return since;
    const members = await listCometMembers(db, network, chainId, { from: last.height - 1, to: upTo - 1 });
    for (const commit of commits) {
      const signed = commit.height - 1;
      const set = members.filter(({ from, until }) => from <= signed && signed < until);
      const power = powerThatSigned(set, commit.flags);
      if (!power || !isTooLittle(power)) return since;
      since = atOf(commit);
    }
    upTo = last.height - 1;
  }
  return since;
}
