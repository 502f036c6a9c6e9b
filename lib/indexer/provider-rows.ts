import type { ConsHex, ConsumerId, OperatorAddress } from "@/lib/ics/ids";
import { formatIsoNanos, nanosOf } from "@/lib/ics/time";
import type { ConsumerFacts, VscPacketData } from "@/lib/ics/types";
import type { ResumeState, RowsByTable } from "./chain-process";
import type { ClientFact, ClientTracker } from "./client-tracker";
import type { CometTracker } from "./comet-tracker";
import type {
  AssignedKeyRow,
  CommissionRow,
  MeterRow,
  OptIn,
  ParamsRow,
  ProviderFacts,
  QueuedRow,
  StoredRow,
} from "./provider-facts";
import type { RangeBook, RangeRow } from "./range-book";
import type { IndexedValidator, StakingTracker } from "./staking-tracker";
import type { Timeline } from "./timeline";

type Row = Readonly<Record<string, unknown>>;

/** One kind of fact in both shapes: as the indexer thinks of it, and as columns. */
interface Codec<Fact> {
  readonly toRow: (fact: Fact) => object;
  readonly fromRow: (row: Row) => Fact;
}

const text = (value: unknown) => String(value);
const optional = (value: unknown) => value !== null && value !== undefined;

const params: Codec<ParamsRow> = {
  toRow: (fact) => ({ params: fact }),
  fromRow: (row) => row.params as ParamsRow,
};

const consumer: Codec<ConsumerFacts> = {
  toRow: (fact) => ({
    consumer_id: fact.consumerId,
    chain_id: fact.chainId,
    phase: fact.phase,
    owner: fact.owner,
    metadata: fact.metadata,
    init_params: fact.initParams ?? null,
    power_shaping: fact.powerShaping,
    infraction: fact.infraction ?? null,
    client_id: fact.clientId ?? null,
    channel_id: fact.channelId ?? null,
    reward_denoms: fact.allowlistedRewardDenoms,
    min_power_in_top_n: fact.minPowerInTopN === undefined ? null : text(fact.minPowerInTopN),
    removal_time_ns: fact.removalTime === undefined ? null : text(nanosOf(fact.removalTime)),
  }),
  fromRow: (row) =>
    ({
      consumerId: row.consumer_id,
      chainId: row.chain_id,
      phase: row.phase,
      owner: row.owner,
      metadata: row.metadata,
      powerShaping: row.power_shaping,
      allowlistedRewardDenoms: row.reward_denoms,
      ...(optional(row.init_params) ? { initParams: row.init_params } : {}),
      ...(optional(row.infraction) ? { infraction: row.infraction } : {}),
      ...(optional(row.client_id) ? { clientId: row.client_id } : {}),
      ...(optional(row.channel_id) ? { channelId: row.channel_id } : {}),
      ...(optional(row.min_power_in_top_n) ? { minPowerInTopN: BigInt(text(row.min_power_in_top_n)) } : {}),
      ...(optional(row.removal_time_ns) ? { removalTime: formatIsoNanos(BigInt(text(row.removal_time_ns))) } : {}),
    }) as ConsumerFacts,
};

const validator: Codec<IndexedValidator> = {
  toRow: (fact) => ({
    operator: fact.operator,
    cons_address: fact.consAddress,
    pub_key: fact.pubKey,
    moniker: fact.moniker,
    identity: fact.identity,
    website: fact.website,
    details: fact.details,
    commission_rate: fact.commissionRate,
    tokens: text(fact.tokens),
    status: fact.status,
    jailed: fact.jailed,
    power: text(fact.power),
    active: fact.active,
  }),
  fromRow: (row) =>
    ({
      operator: row.operator as OperatorAddress,
      consAddress: row.cons_address,
      pubKey: row.pub_key,
      moniker: row.moniker,
      identity: row.identity,
      website: row.website,
      details: row.details,
      commissionRate: row.commission_rate,
      tokens: BigInt(text(row.tokens)),
      status: row.status,
      jailed: row.jailed,
      power: BigInt(text(row.power)),
      active: row.active,
    }) as IndexedValidator,
};

const optedIn: Codec<OptIn> = {
  toRow: (fact) => ({ consumer_id: fact.consumerId, cons_address: fact.consAddress }),
  fromRow: (row) => ({ consumerId: row.consumer_id as ConsumerId, consAddress: row.cons_address as ConsHex }),
};

const stored: Codec<StoredRow> = {
  toRow: (fact) => ({
    consumer_id: fact.consumerId,
    cons_address: fact.consAddress,
    power: text(fact.power),
    pub_key: fact.pubKey,
    join_height: fact.joinHeight,
  }),
  fromRow: (row) =>
    ({
      consAddress: row.cons_address,
      power: BigInt(text(row.power)),
      pubKey: row.pub_key,
      consumerId: row.consumer_id,
      joinHeight: Number(row.join_height),
    }) as StoredRow,
};

const assignedKey: Codec<AssignedKeyRow> = {
  toRow: (fact) => ({
    consumer_id: fact.consumerId,
    cons_address: fact.consAddress,
    consumer_address: fact.consumerAddress,
    pub_key: fact.pubKey,
  }),
  fromRow: (row) =>
    ({
      consAddress: row.cons_address,
      consumerAddress: row.consumer_address,
      pubKey: row.pub_key,
      consumerId: row.consumer_id,
    }) as AssignedKeyRow,
};

const commission: Codec<CommissionRow> = {
  toRow: (fact) => ({ consumer_id: fact.consumerId, cons_address: fact.consAddress, rate: fact.rate }),
  fromRow: (row) => ({ consumerId: row.consumer_id, consAddress: row.cons_address, rate: row.rate }) as CommissionRow,
};

const meter: Codec<MeterRow> = {
  toRow: (fact) => ({
    meter: text(fact.meter),
    allowance: text(fact.allowance),
    next_replenish_ns: fact.nextReplenishNs === undefined ? null : text(fact.nextReplenishNs),
  }),
  fromRow: (row) => ({
    meter: BigInt(text(row.meter)),
    allowance: BigInt(text(row.allowance)),
    ...(optional(row.next_replenish_ns) ? { nextReplenishNs: BigInt(text(row.next_replenish_ns)) } : {}),
  }),
};

const queued: Codec<QueuedRow> = {
  toRow: (fact) => ({
    consumer_id: fact.consumerId,
    vsc_id: text(fact.packet.valsetUpdateId),
    data: {
      valsetUpdateId: text(fact.packet.valsetUpdateId),
      updates: fact.packet.updates.map((update) => ({ pubKey: update.pubKey, power: text(update.power) })),
      slashAcks: fact.packet.slashAcks,
    },
  }),
  fromRow: (row) => {
    const data = row.data as { updates: { pubKey: string; power: string }[]; slashAcks: string[] };
    const packet = {
      valsetUpdateId: BigInt(text(row.vsc_id)),
      updates: data.updates.map((update) => ({ pubKey: update.pubKey, power: BigInt(update.power) })),
      slashAcks: data.slashAcks,
    } as unknown as VscPacketData;
    return { consumerId: row.consumer_id as ConsumerId, packet };
  },
};

const client: Codec<ClientFact> = {
  toRow: (fact) => ({
    client_id: fact.clientId,
    latest_height: fact.latestHeight,
    trusting_period_ns: fact.trustingPeriodNs === undefined ? null : text(fact.trustingPeriodNs),
    frozen: fact.frozen,
  }),
  fromRow: (row) => ({
    clientId: text(row.client_id),
    latestHeight: Number(row.latest_height),
    frozen: row.frozen === true,
    ...(optional(row.trusting_period_ns) ? { trustingPeriodNs: BigInt(text(row.trusting_period_ns)) } : {}),
  }),
};

const comet: Codec<Parameters<CometTracker["book"]["set"]>[0]> = {
  toRow: (fact) => ({ address: fact.address, pub_key: fact.pubKey, power: text(fact.power) }),
  fromRow: (row) =>
    ({ address: row.address, pubKey: row.pub_key, power: BigInt(text(row.power)) }) as ReturnType<
      CometTracker["pending"]
    >[number],
};

const CHAIN_OPEN_ENDED = 9_223_372_036_854_775_807n;

function drainBook<Fact>(book: RangeBook<Fact>, codec: Codec<Fact>): object[] {
  return book.drain().map((row: RangeRow<Fact>) => ({
    ...codec.toRow(row.fact),
    from_height: row.from,
    until_height: row.until ?? String(CHAIN_OPEN_ENDED),
  }));
}

/** Only rows that are still open are facts; one that ends beyond the cursor has been replaced already. */
function loadBook<Fact>(book: RangeBook<Fact>, codec: Codec<Fact>, rows: readonly Row[] | undefined): void {
  const open = (rows ?? []).filter((row) => BigInt(text(row.until_height)) === CHAIN_OPEN_ENDED);
  book.load(open.map((row) => ({ fact: codec.fromRow(row), from: Number(row.from_height) })));
}

interface SharedBooks {
  readonly comet: CometTracker;
  readonly clients: ClientTracker;
}

interface ProviderBooks extends SharedBooks {
  readonly facts: ProviderFacts;
  readonly staking: StakingTracker;
}

/** Rows that every chain has. */
export function sharedRows({ comet: tracker, clients }: SharedBooks, chainId: string): RowsByTable {
  const withChain = (rows: object[]) => rows.map((row) => ({ chain_id: chainId, ...row }));
  return {
    comet_validator: withChain(drainBook(tracker.book, comet)),
    client_state: withChain(drainBook(clients.book, client)),
  };
}

export function loadSharedRows({ open }: ResumeState, { comet: tracker, clients }: SharedBooks): void {
  const rows = (open.comet_validator ?? []).filter((row) => BigInt(text(row.until_height)) === CHAIN_OPEN_ENDED);
  tracker.resume(rows.map((row) => ({ fact: comet.fromRow(row), from: Number(row.from_height) })));
  loadBook(clients.book, client, open.client_state);
}

/** All rows of the provider since the last call, by table. */
export function providerRows(
  books: ProviderBooks & { timeline: Timeline; epochs: readonly { vscId: bigint; height: number }[] },
  chainId: string,
): RowsByTable {
  const { facts } = books;
  return {
    ...sharedRows(books, chainId),
    provider_params: drainBook(facts.params, params),
    validator: drainBook(books.staking.book, validator),
    consumer: drainBook(facts.consumers, consumer),
    opted_in: drainBook(facts.optedIn, optedIn),
    stored_validator: drainBook(facts.stored, stored),
    assigned_key: drainBook(facts.assignedKeys, assignedKey),
    consumer_commission: drainBook(facts.commissions, commission),
    slash_meter: drainBook(facts.meter, meter),
    queued_packet: drainBook(facts.queued, queued),
    vsc_epoch: books.epochs.map((epoch) => ({ vsc_id: text(epoch.vscId), epoch_height: epoch.height })),
    timeline_event: books.timeline.drain(),
  };
}

/** Takes over what the store holds of a provider. */
export function loadProviderRows(state: ResumeState, books: ProviderBooks): void {
  const { facts } = books;
  const { open } = state;
  loadSharedRows(state, books);
  loadBook(facts.params, params, open.provider_params);
  loadBook(facts.consumers, consumer, open.consumer);
  loadBook(facts.optedIn, optedIn, open.opted_in);
  loadBook(facts.stored, stored, open.stored_validator);
  loadBook(facts.assignedKeys, assignedKey, open.assigned_key);
  loadBook(facts.commissions, commission, open.consumer_commission);
  loadBook(facts.meter, meter, open.slash_meter);
  loadBook(facts.queued, queued, open.queued_packet);
  const validators = (open.validator ?? []).filter((row) => BigInt(text(row.until_height)) === CHAIN_OPEN_ENDED);
  books.staking.resume(validators.map((row) => ({ fact: validator.fromRow(row), from: Number(row.from_height) })));
}
