import "server-only";
import type { ConsHex, ConsumerId } from "@/lib/ics/ids";
import type { AssignedKey, ConsumerFacts, StoredValidator } from "@/lib/ics/types";
import { groupBy } from "@/lib/shared/group-by";
import { findBlock } from "@/lib/store/read-chain";
import type { ProviderAtChain } from "@/lib/store/read-life";
import {
  byNumber,
  byWeight,
  listAssignedKeysAt,
  listCommissionsAt,
  listConsumersAt,
  listOptedInAt,
  listStep,
  listStoredAt,
  listValidatorsAt,
  type OfConsumer,
  type Step,
  type ValidatorAt,
} from "@/lib/store/read-provider";
import type { ServerDeps } from "./deps";

/**
 * The large tables of a provider after one of its blocks. Parts that are the same after another block are the same objects
 * there, so that what is derived from them can be kept by their identity.
 */
export interface ProviderTables {
  readonly height: number;
  readonly blockHash: string;
  /** Most power first. */
  readonly validators: readonly ValidatorAt[];
  readonly byConsAddress: ReadonlyMap<ConsHex, ValidatorAt>;
  readonly consumers: readonly ConsumerFacts[];
  readonly optedIn: ReadonlyMap<ConsumerId, ReadonlySet<ConsHex>>;
  /** By consensus address within each consumer, as the chain's own store orders them. */
  readonly stored: ReadonlyMap<ConsumerId, readonly StoredValidator[]>;
  readonly assignedKeys: ReadonlyMap<ConsumerId, ReadonlyMap<ConsHex, AssignedKey>>;
  readonly commissions: ReadonlyMap<ConsumerId, ReadonlyMap<ConsHex, string>>;
}

/** So many blocks apart two states are still told from each other; beyond, the tables are read whole. */
const MAX_STEP = 100;
/** States kept of a chain to start from: the head, and where readers who look back are. */
const KEPT = 3;

type Db = ServerDeps["store"]["db"];

/** The tables after a stored block, made from those of a block nearby where there is one. */
export async function readTables(
  { store: { db }, cache }: ServerDeps,
  at: ProviderAtChain,
  blockHash: string,
): Promise<ProviderTables> {
  const name = `${at.network} ${at.providerChainId}`;
  // What was let go of meanwhile (`forgetDerived`) must not come back with us.
  const { tables } = cache;
  const near = nearest(tables.get(name) ?? [], at.height);
  const base = near && (await isStillThere(db, at, near)) ? near : undefined;
  const made = base ? await stepTables(db, at, blockHash, base) : await loadTables(db, at, blockHash);
  const others = (tables.get(name) ?? []).filter(({ height }) => height !== near?.height && height !== at.height);
  tables.set(name, [made, ...others].slice(0, KEPT));
  return made;
}

function nearest(kept: readonly ProviderTables[], height: number): ProviderTables | undefined {
  const distance = (tables: ProviderTables) => Math.abs(tables.height - height);
  const [near] = kept.toSorted((a, b) => distance(a) - distance(b));
  return near && distance(near) <= MAX_STEP ? near : undefined;
}

/** A store that was emptied and filled anew has another block there, and nothing of the old one may live on. */
async function isStillThere(db: Db, at: ProviderAtChain, { height, blockHash }: ProviderTables): Promise<boolean> {
  const block = await findBlock(db, at.network, at.providerChainId, height);
  return block?.hash === blockHash;
}

async function loadTables(db: Db, at: ProviderAtChain, blockHash: string): Promise<ProviderTables> {
  const [validators, consumers, optedIn, stored, keys, commissions] = await Promise.all([
    listValidatorsAt(db, at),
    listConsumersAt(db, at),
    listOptedInAt(db, at),
    listStoredAt(db, at),
    listAssignedKeysAt(db, at),
    listCommissionsAt(db, at),
  ]);
  const byConsAddress = new Map(validators.map((validator) => [validator.consAddress, validator]));
  return {
    height: at.height,
    blockHash,
    validators,
    byConsAddress,
    consumers,
    optedIn: mapValues(groupBy(optedIn, consumerOf), addressSet),
    stored: mapValues(groupBy(withSharedTexts(stored, byConsAddress), consumerOf), sortedMembers),
    assignedKeys: mapValues(groupBy(keys, consumerOf), keyMap),
    commissions: mapValues(groupBy(commissions, consumerOf), rateMap),
  };
}

/** The same by what changed since another block, earlier or later. */
async function stepTables(
  db: Db,
  { network, height }: ProviderAtChain,
  blockHash: string,
  base: ProviderTables,
): Promise<ProviderTables> {
  const isBack = height < base.height;
  const heights = { from: Math.min(height, base.height), to: Math.max(height, base.height) };
  const changes = <Row>({ early, late }: Step<Row>): Change<Row> =>
    isBack ? { gone: late, come: early } : { gone: early, come: late };
  const [validators, consumers, optedIn, stored, keys, commissions] = await Promise.all([
    listStep(db, "validator", network, heights).then(changes),
    listStep(db, "consumer", network, heights).then(changes),
    listStep(db, "opted_in", network, heights).then(changes),
    listStep(db, "stored_validator", network, heights).then(changes),
    listStep(db, "assigned_key", network, heights).then(changes),
    listStep(db, "consumer_commission", network, heights).then(changes),
  ]);
  return {
    height,
    blockHash,
    validators: stepList(base.validators, validators, ({ operator }) => operator, byWeight),
    byConsAddress: stepMap(base.byConsAddress, validators, ({ consAddress }) => consAddress),
    consumers: stepList(base.consumers, consumers, ({ consumerId }) => consumerId, byNumber),
    optedIn: stepGroups(base.optedIn, optedIn, (members = new Set<ConsHex>(), change) => {
      const left = new Set(change.gone.map(({ consAddress }) => consAddress));
      return addressSet([...[...members].filter((address) => !left.has(address)).map(asMember), ...change.come]);
    }),
    stored: stepGroups(
      base.stored,
      { ...stored, come: withSharedTexts(stored.come, base.byConsAddress) },
      (members = [], change) => {
        const left = new Set(change.gone.map(({ consAddress }) => consAddress));
        return sortedMembers([...members.filter(({ consAddress }) => !left.has(consAddress)), ...change.come]);
      },
    ),
    assignedKeys: stepGroups(base.assignedKeys, keys, (known = new Map(), change) =>
      stepMap(known, change, ({ consAddress }) => consAddress),
    ),
    commissions: stepGroups(base.commissions, commissions, (known = new Map(), { gone, come }) => {
      const next = new Map(known);
      for (const { consAddress } of gone) next.delete(consAddress);
      for (const { consAddress, rate } of come) next.set(consAddress, rate);
      return next;
    }),
  };
}

interface Change<Row> {
  readonly gone: readonly Row[];
  readonly come: readonly Row[];
}

const isNothing = ({ gone, come }: Change<unknown>) => gone.length === 0 && come.length === 0;

/** An ordered list after a change, in one pass; the same list when nothing changed. */
function stepList<Row>(
  rows: readonly Row[],
  change: Change<Row>,
  keyOf: (row: Row) => string,
  order: (a: Row, b: Row) => number,
): readonly Row[] {
  if (isNothing(change)) return rows;
  const gone = new Set(change.gone.map(keyOf));
  const come = change.come.toSorted(order);
  const next: Row[] = [];
  let at = 0;
  for (const row of rows) {
    if (gone.has(keyOf(row))) continue;
    for (let first = come[at]; first !== undefined && order(first, row) < 0; first = come[at]) {
      next.push(first);
      at += 1;
    }
    next.push(row);
  }
  next.push(...come.slice(at));
  return next;
}

function stepMap<Key, Row>(
  map: ReadonlyMap<Key, Row>,
  change: Change<Row>,
  keyOf: (row: Row) => Key,
): ReadonlyMap<Key, Row> {
  if (isNothing(change)) return map;
  const next = new Map(map);
  const come = new Set(change.come.map(keyOf));
  for (const row of change.gone) if (!come.has(keyOf(row))) next.delete(keyOf(row));
  for (const row of change.come) next.set(keyOf(row), row);
  return next;
}

/** What belongs to each consumer after a change; consumers that it does not name keep the object they had. */
function stepGroups<Row, Group extends { readonly size: number } | { readonly length: number }>(
  groups: ReadonlyMap<ConsumerId, Group>,
  change: Change<OfConsumer<Row>>,
  step: (group: Group | undefined, change: Change<OfConsumer<Row>>) => Group,
): ReadonlyMap<ConsumerId, Group> {
  if (isNothing(change)) return groups;
  const gone = groupBy(change.gone, consumerOf);
  const come = groupBy(change.come, consumerOf);
  const next = new Map(groups);
  for (const consumerId of new Set([...gone.keys(), ...come.keys()])) {
    const group = step(groups.get(consumerId), {
      gone: gone.get(consumerId) ?? [],
      come: come.get(consumerId) ?? [],
    });
    // Nobody is the same as no entry, as in a table read whole.
    if (("size" in group ? group.size : group.length) === 0) next.delete(consumerId);
    else next.set(consumerId, group);
  }
  return next;
}

/**
 * Every row comes with texts of its own. With those of its validator it takes half the memory, and looking a validator up is
 * a comparison of two pointers instead of two texts far apart.
 */
function withSharedTexts<Row extends StoredValidator>(
  rows: readonly Row[],
  validators: ReadonlyMap<ConsHex, ValidatorAt>,
): readonly Row[] {
  return rows.map((row) => {
    const validator = validators.get(row.consAddress);
    if (!validator) return row;
    const { consAddress, pubKey } = validator;
    return { ...row, consAddress, pubKey: pubKey === row.pubKey ? pubKey : row.pubKey };
  });
}

const consumerOf = ({ consumerId }: { readonly consumerId: ConsumerId }) => consumerId;
const asMember = (consAddress: ConsHex) => ({ consAddress });

function addressSet(rows: readonly { readonly consAddress: ConsHex }[]): ReadonlySet<ConsHex> {
  return new Set(rows.map(({ consAddress }) => consAddress));
}

function sortedMembers(rows: readonly StoredValidator[]): readonly StoredValidator[] {
  return rows.toSorted((a, b) => (a.consAddress < b.consAddress ? -1 : a.consAddress > b.consAddress ? 1 : 0));
}

function keyMap(rows: readonly AssignedKey[]): ReadonlyMap<ConsHex, AssignedKey> {
  return new Map(rows.map((row) => [row.consAddress, row]));
}

function rateMap(rows: readonly { readonly consAddress: ConsHex; readonly rate: string }[]) {
  return new Map(rows.map((row) => [row.consAddress, row.rate]));
}

/** A map with every value replaced. */
export function mapValues<Key, From, To>(map: ReadonlyMap<Key, From>, to: (value: From) => To): Map<Key, To> {
  return new Map([...map].map(([key, value]) => [key, to(value)]));
}
