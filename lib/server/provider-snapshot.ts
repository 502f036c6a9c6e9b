import "server-only";
import { parseAnyAddress } from "@/lib/ics/address";
import type { ConsHex, ConsumerId } from "@/lib/ics/ids";
import { computeNextSet, type NextSet } from "@/lib/ics/next-set";
import { formatIsoNanos } from "@/lib/ics/time";
import type { AssignedKey, ConsumerFacts, IsoTime, StoredValidator } from "@/lib/ics/types";
import { groupBy } from "@/lib/shared/group-by";
import { type ClientAt, findBlock, findBlockIntervalMs, listClientsAt } from "@/lib/store/read-chain";
import { type FailedLaunch, listFailedLaunches, type ProviderAtChain } from "@/lib/store/read-life";
import {
  findProviderParamsAt,
  findSlashMeterAt,
  listQueuedPacketsAt,
  type ParamsAt,
  type QueuedPacketAt,
  type SlashMeterAt,
  type ValidatorAt,
} from "@/lib/store/read-provider";
import { findMeterNegativeSince } from "@/lib/store/read-since";
import { historyOf } from "./chain-history";
import type { ServerDeps } from "./deps";
import { channelsOf, type MarksOf, readLifeMarks } from "./life-marks";
import { type ProviderFlow, readFlows } from "./provider-flows";
import { readTables } from "./provider-tables";
import { loadRewards, type RewardsAt } from "./reward-totals";
import { loadSlashMarks, type SlashMarks } from "./slash-marks";

/** Everything a provider's own chain says after one of its blocks. Immutable, so it is read once and kept. */
export interface ProviderSnapshot {
  readonly network: string;
  readonly chainId: string;
  readonly height: number;
  readonly timeNs: bigint;
  readonly time: IsoTime;
  /** Of the block, upper-case hex. */
  readonly blockHash: string;
  /** Account prefix of the provider; absent while it has no validator. */
  readonly prefix?: string;
  readonly params?: ParamsAt;
  readonly meter?: SlashMeterAt;
  readonly validators: readonly ValidatorAt[];
  readonly byConsAddress: ReadonlyMap<ConsHex, ValidatorAt>;
  /** Power of the active set. */
  readonly totalPower: bigint;
  readonly consumers: readonly ConsumerFacts[];
  readonly optedIn: ReadonlyMap<ConsumerId, ReadonlySet<ConsHex>>;
  readonly stored: ReadonlyMap<ConsumerId, readonly StoredValidator[]>;
  readonly assignedKeys: ReadonlyMap<ConsumerId, ReadonlyMap<ConsHex, AssignedKey>>;
  readonly commissions: ReadonlyMap<ConsumerId, ReadonlyMap<ConsHex, string>>;
  readonly queued: ReadonlyMap<ConsumerId, readonly QueuedPacketAt[]>;
  readonly flows: ReadonlyMap<ConsumerId, ProviderFlow>;
  /** The light clients of its consumers. */
  readonly clients: ReadonlyMap<string, ClientAt>;
  /** What findings say of punishments. */
  readonly slashMarks: SlashMarks;
  readonly marks: MarksOf;
  readonly failedLaunches: ReadonlyMap<ConsumerId, FailedLaunch>;
  readonly blockIntervalMs?: number;
  readonly rewards: RewardsAt;
  /** Block since which the slash meter has been below zero, while it is. */
  readonly meterNegativeSince?: { readonly height: number; readonly timeNs: bigint };
  /** What the next epoch would store for a consumer, were it now. Made when first asked for. */
  nextSet(consumer: ConsumerFacts): NextSet | undefined;
}

/** The snapshot after a stored block; `undefined` when that block is not stored. */
export function readSnapshot(deps: ServerDeps, at: ProviderAtChain): Promise<ProviderSnapshot | undefined> {
  return deps.cache.snapshots
    .get(`${at.network} ${at.providerChainId} ${at.height}`, async () => {
      const snapshot = await loadSnapshot(deps, at);
      if (!snapshot) throw new NotStored();
      return snapshot;
    })
    .catch((error: unknown) => {
      if (error instanceof NotStored) return undefined;
      throw error;
    });
}

class NotStored extends Error {}

async function loadSnapshot(deps: ServerDeps, at: ProviderAtChain): Promise<ProviderSnapshot | undefined> {
  const { db } = deps.store;
  const { network, height, providerChainId: chainId } = at;
  const block = await findBlock(db, network, chainId, height);
  if (!block) return undefined;
  const history = await historyOf(deps, at, block.hash);
  const [tables, params, meter, queued, marks, failed, blockIntervalMs, rewards, slashMarks] = await Promise.all([
    readTables(deps, at, block.hash),
    findProviderParamsAt(db, at),
    findSlashMeterAt(db, at),
    listQueuedPacketsAt(db, at),
    readLifeMarks(deps, at, history),
    listFailedLaunches(db, at),
    findBlockIntervalMs(db, network, chainId, height),
    loadRewards(db, at, block.timeNs),
    loadSlashMarks(db, at),
  ]);
  const { validators, byConsAddress, consumers, optedIn, stored, assignedKeys, commissions } = tables;
  const clientIds = consumers.flatMap(({ clientId }) => clientId ?? []);
  const [flows, clients] = await Promise.all([
    readFlows(deps, at, channelsOf(marks), history),
    listClientsAt(db, network, chainId, height, clientIds),
  ]);
  const meterNegativeSince = meter && meter.meter < 0n ? await loadMeterNegativeSince(db, at) : undefined;
  const prefix = validators[0] && parseAnyAddress(validators[0].operator)?.prefix;
  const byConsumer = {
    optedIn,
    stored,
    assignedKeys,
    commissions,
    queued: groupBy(queued, consumerOf),
    marks,
  };
  const nextSets = new Map<ConsumerId, NextSet>();
  return {
    network,
    chainId,
    height,
    timeNs: block.timeNs,
    time: formatIsoNanos(block.timeNs),
    blockHash: block.hash.toUpperCase(),
    validators,
    byConsAddress,
    totalPower: validators.reduce((sum, { active, power }) => (active ? sum + power : sum), 0n),
    consumers,
    slashMarks,
    ...byConsumer,
    rewards,
    flows,
    clients: new Map(clients.map((client) => [client.clientId, client])),
    failedLaunches: new Map(failed.map((launch) => [launch.consumerId, launch])),
    ...(prefix === undefined ? {} : { prefix }),
    ...(params === undefined ? {} : { params }),
    ...(meter === undefined ? {} : { meter }),
    ...(blockIntervalMs === undefined ? {} : { blockIntervalMs }),
    ...(meterNegativeSince ? { meterNegativeSince } : {}),
    nextSet: (consumer) => {
      const { consumerId, phase } = consumer;
      if (params === undefined || phase === "stopped" || phase === "deleted") return undefined;
      const known = nextSets.get(consumerId);
      if (known) return known;
      const assigned = assignedKeys.get(consumerId) ?? new Map<ConsHex, AssignedKey>();
      const made = computeNextSet({
        providerHeight: height,
        validators,
        maxProviderConsensusValidators: params.maxProviderConsensusValidators,
        powerShaping: consumer.powerShaping,
        optedIn: optedIn.get(consumerId) ?? new Set<ConsHex>(),
        assignedKeys: new Map([...assigned].map(([address, key]) => [address, key.pubKey])),
        previousSet: stored.get(consumerId) ?? [],
      });
      nextSets.set(consumerId, made);
      return made;
    },
  };
}

async function loadMeterNegativeSince(db: ServerDeps["store"]["db"], at: ProviderAtChain) {
  const height = await findMeterNegativeSince(db, at);
  return height === undefined ? undefined : findBlock(db, at.network, at.providerChainId, height);
}

const consumerOf = ({ consumerId }: { readonly consumerId: ConsumerId }) => consumerId;
