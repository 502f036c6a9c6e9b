import type { Kysely } from "kysely";
import type { Database } from "./schema";
import { storableJson, storableText } from "./storable";
import { nowNs } from "./write-batch";

export interface ChainKey {
  readonly network: string;
  readonly chainId: string;
}

/** A module that answers no more (ics-protocol.md §7.4): from which height on, and what its store still holds. */
export interface AbsentModule {
  readonly since: number;
  readonly store: "frozen" | "wiped";
}

/** What the indexer keeps about a chain beside its blocks. Times are nanoseconds since 1970. */
export interface ChainRow extends ChainKey {
  readonly role: "provider" | "consumer";
  readonly consumerId?: string;
  readonly dialect?: string;
  /** First height at which the chain was found to speak that dialect. */
  readonly dialectSince?: number;
  /** Only of a provider whose module was removed. */
  readonly absentModule?: AbsentModule;
  readonly firstHeight?: number;
  /** First height not stored yet. */
  readonly nextHeight?: number;
  readonly earliestHeight?: number;
  readonly headHeight?: number;
  readonly headTimeNs?: bigint;
  /** Wall clock when that head was first seen. */
  readonly headSeenNs?: bigint;
  readonly state: string;
  readonly stateDetail?: string;
  readonly stateSinceNs: bigint;
  readonly updatedNs: bigint;
}

/** Announces a chain, or completes what is known of it. */
export async function upsertChain(
  db: Kysely<Database>,
  chain: ChainKey & { role: "provider" | "consumer"; consumerId?: string },
): Promise<void> {
  const known = {
    role: chain.role,
    ...(chain.consumerId === undefined ? {} : { consumer_id: chain.consumerId }),
  };
  await db
    .insertInto("chain")
    .values({
      network: chain.network,
      chain_id: chain.chainId,
      ...known,
      state: "starting",
      state_since_ns: nowNs(),
      updated_ns: nowNs(),
    })
    .onConflict((conflict) => conflict.columns(["network", "chain_id"]).doUpdateSet(known))
    .execute();
}

/** Notes how a chain is asked, from which height on. The same dialect found again keeps its first height. */
export async function noteDialect(
  db: Kysely<Database>,
  { network, chainId, dialect, since }: ChainKey & { dialect: string; since: number },
): Promise<void> {
  await db
    .updateTable("chain")
    .set((eb) => ({
      dialect,
      dialect_since: eb.case().when("dialect", "=", dialect).then(eb.ref("dialect_since")).else(BigInt(since)).end(),
    }))
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .execute();
}

/** Notes that a provider's module is gone; `undefined`: that it answers. */
export async function noteModule(
  db: Kysely<Database>,
  { network, chainId }: ChainKey,
  absent: AbsentModule | undefined,
): Promise<void> {
  await db
    .updateTable("chain")
    .set({
      module_state: absent?.store ?? null,
      module_since: absent === undefined ? null : BigInt(absent.since),
    })
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .execute();
}

export interface ChainChange extends ChainKey {
  readonly state?: string;
  readonly detail?: string;
  readonly headHeight?: number;
  readonly headTimeNs?: bigint;
  readonly earliestHeight?: number;
}

/** Notes how the indexer fares, and how far the nodes are. */
export async function updateChainState(db: Kysely<Database>, change: ChainChange): Promise<void> {
  const now = nowNs();
  await db
    .updateTable("chain")
    .set((eb) => ({
      updated_ns: now,
      ...(change.state === undefined
        ? {}
        : {
            state: change.state,
            state_detail: change.detail === undefined ? null : storableText(change.detail),
            state_since_ns: eb.case().when("state", "=", change.state).then(eb.ref("state_since_ns")).else(now).end(),
          }),
      ...(change.earliestHeight === undefined ? {} : { earliest_height: change.earliestHeight }),
      ...(change.headHeight === undefined
        ? {}
        : {
            head_height: change.headHeight,
            head_time_ns: change.headTimeNs ?? null,
            head_seen_ns: eb
              .case()
              .when("head_height", "=", BigInt(change.headHeight))
              .then(eb.ref("head_seen_ns"))
              .else(now)
              .end(),
          }),
    }))
    .where("network", "=", change.network)
    .where("chain_id", "=", change.chainId)
    .execute();
}

/** Notes what an endpoint has shown of itself. */
export async function upsertEndpoint(
  db: Kysely<Database>,
  endpoint: ChainKey & { url: string; info: object },
): Promise<void> {
  const row = { info: storableJson(endpoint.info), updated_ns: nowNs() };
  await db
    .insertInto("endpoint")
    .values({ network: endpoint.network, chain_id: endpoint.chainId, url: endpoint.url, ...row })
    .onConflict((conflict) => conflict.columns(["network", "chain_id", "url"]).doUpdateSet(row))
    .execute();
}

/** Declares a stretch of blocks that no node keeps. */
export async function recordGap(
  db: Kysely<Database>,
  gap: ChainKey & { fromHeight: number; toHeight: number; reason: string },
): Promise<void> {
  const row = { to_height: gap.toHeight, reason: storableText(gap.reason), noticed_ns: nowNs() };
  await db
    .insertInto("gap")
    .values({ network: gap.network, chain_id: gap.chainId, from_height: gap.fromHeight, ...row })
    .onConflict((conflict) => conflict.columns(["network", "chain_id", "from_height"]).doUpdateSet(row))
    .execute();
}

export async function loadChain(db: Kysely<Database>, { network, chainId }: ChainKey): Promise<ChainRow | undefined> {
  const row = await db
    .selectFrom("chain")
    .selectAll()
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .executeTakeFirst();
  return row === undefined ? undefined : chainRowOf(row);
}

/** All chains of a network, the provider first. */
export async function listChains(db: Kysely<Database>, network: string): Promise<ChainRow[]> {
  const rows = await db
    .selectFrom("chain")
    .selectAll()
    .where("network", "=", network)
    .orderBy("role", "desc")
    .orderBy("chain_id")
    .execute();
  return rows.map(chainRowOf);
}

type RawChain = Awaited<ReturnType<ReturnType<typeof selectAllChains>["execute"]>>[number];

function selectAllChains(db: Kysely<Database>) {
  return db.selectFrom("chain").selectAll();
}

function chainRowOf(row: RawChain): ChainRow {
  return {
    network: row.network,
    chainId: row.chain_id,
    role: row.role === "provider" ? "provider" : "consumer",
    ...(row.consumer_id === null ? {} : { consumerId: row.consumer_id }),
    ...(row.dialect === null ? {} : { dialect: row.dialect }),
    ...(row.dialect_since === null ? {} : { dialectSince: Number(row.dialect_since) }),
    ...(row.module_since === null
      ? {}
      : {
          absentModule: {
            since: Number(row.module_since),
            store: row.module_state === "wiped" ? ("wiped" as const) : ("frozen" as const),
          },
        }),
    ...(row.first_height === null ? {} : { firstHeight: Number(row.first_height) }),
    ...(row.next_height === null ? {} : { nextHeight: Number(row.next_height) }),
    ...(row.earliest_height === null ? {} : { earliestHeight: Number(row.earliest_height) }),
    ...(row.head_height === null ? {} : { headHeight: Number(row.head_height) }),
    ...(row.head_time_ns === null ? {} : { headTimeNs: row.head_time_ns }),
    ...(row.head_seen_ns === null ? {} : { headSeenNs: row.head_seen_ns }),
    state: row.state,
    ...(row.state_detail === null ? {} : { stateDetail: row.state_detail }),
    stateSinceNs: row.state_since_ns,
    updatedNs: row.updated_ns,
  };
}
