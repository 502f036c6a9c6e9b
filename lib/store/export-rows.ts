import { CompiledQuery, type Kysely, sql } from "kysely";
import { listChains } from "./chain-rows";
import { findBlock, findLastBlockAt } from "./read-chain";
import { type Cut, RECORD_TABLES, type RecordTableSpec } from "./record-tables";
import { type Database, OPEN_UNTIL } from "./schema";

/** Heights of one chain that a record holds. A chain without a block by then has none. */
export interface RecordedChain {
  readonly chainId: string;
  readonly role: "provider" | "consumer";
  readonly first: number;
  readonly last?: number;
  /** Of a consumer that was not read up to the provider's last block: how far its nodes were. */
  readonly head?: { readonly height: number; readonly timeNs: bigint };
}

export interface RowSink {
  /** Before the first row. */
  begin(chains: readonly RecordedChain[]): Promise<void>;
  /** Rows of one table, each the JSON text of an object without `network`; may be called several times for a table. */
  rows(table: string, rows: readonly string[]): Promise<void>;
  /** After the last row of a table. */
  end(table: string, count: number): Promise<void>;
}

export interface Heights {
  /** Provider height; left out: all there is before `until`. */
  readonly from?: number;
  /** Provider height; left out: the last one stored. */
  readonly until?: number;
}

const FETCH = 500;
/** Rows of some hundred kB each. */
const LARGE = new Set(["light_block", "verification"]);
const FETCH_LARGE = 4;

/**
 * Reads everything a record of a network holds, of one moment and in the order of the keys, while blocks go on being stored.
 * Consumers end at their last block at or before the time of the provider's last. Returns why nothing could be read, in one sentence.
 */
export async function exportRows(
  db: Kysely<Database>,
  network: string,
  { from, until }: Heights,
  sink: RowSink,
): Promise<string | undefined> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (tx) => {
      const chains = await chainsOf(tx, network, from, until);
      if (typeof chains === "string") return chains;
      await sink.begin(chains);
      for (const [table, spec] of Object.entries(RECORD_TABLES)) {
        await exportTable(tx, { network, table, spec, chains, isCut: from !== undefined }, sink);
      }
      return undefined;
    });
}

async function chainsOf(
  db: Kysely<Database>,
  network: string,
  from: number | undefined,
  until: number | undefined,
): Promise<RecordedChain[] | string> {
  const rows = await listChains(db, network);
  const provider = rows.find(({ role }) => role === "provider");
  if (!provider) return `there is no network ${network} in this store`;
  if (provider.nextHeight === undefined) return `no block of ${network} is indexed yet`;
  const [first, last] = [provider.firstHeight ?? 1, provider.nextHeight - 1];
  const [begin, end] = [from ?? first, until ?? last];
  if (begin < first || end > last || begin > end) {
    return `blocks ${begin} to ${end} of ${provider.chainId} are not all in this store: it holds ${first} to ${last}`;
  }
  const times = await Promise.all([begin, end].map((height) => findBlock(db, network, provider.chainId, height)));
  const [beginBlock, endBlock] = times;
  if (!beginBlock || !endBlock) return `blocks ${begin} or ${end} of ${provider.chainId} are missing in this store`;
  const chains: RecordedChain[] = [];
  for (const row of rows) {
    const { chainId, role } = row;
    if (role === "provider") {
      chains.push({ chainId, role, first: begin, last: end });
      continue;
    }
    const atEnd = await findLastBlockAt(db, network, chainId, endBlock.timeNs);
    const atBegin = from === undefined ? undefined : await findLastBlockAt(db, network, chainId, beginBlock.timeNs);
    const firstOfAll = row.firstHeight ?? 1;
    // What it did up to the provider's last block is known when a later block of it is stored, or when there was none.
    const isRead = row.nextHeight === undefined || (atEnd?.height ?? 0) < row.nextHeight - 1;
    const { headHeight, headTimeNs } = row;
    const isBehind = !isRead && headHeight !== undefined && headHeight > (atEnd?.height ?? 0);
    chains.push({
      chainId,
      role,
      first: atBegin?.height ?? firstOfAll,
      ...(atEnd ? { last: atEnd.height } : {}),
      ...(isBehind && headTimeNs !== undefined ? { head: { height: headHeight, timeNs: headTimeNs } } : {}),
    });
  }
  return chains;
}

interface Of {
  readonly network: string;
  readonly table: string;
  readonly spec: RecordTableSpec;
  readonly chains: readonly RecordedChain[];
  /** Whether what is before the first height is left out. */
  readonly isCut: boolean;
}

async function exportTable(db: Kysely<Database>, of: Of, sink: RowSink): Promise<void> {
  const { table, spec, network, chains, isCut } = of;
  const heights = chains.map(({ chainId, role, first, last, head }) => ({
    chain_id: chainId,
    is_provider: role === "provider",
    first,
    lower: isCut ? first : 0,
    last: last ?? null,
    head: head?.height ?? null,
    head_time: head === undefined ? null : String(head.timeNs),
  }));
  const select = table === "chain" ? CHAIN_SELECT : selectOf(table, spec);
  await db.executeQuery(
    CompiledQuery.raw(`declare record_rows no scroll cursor for ${select}`, [JSON.stringify(heights), network]),
  );
  const fetch = LARGE.has(table) ? FETCH_LARGE : FETCH;
  let count = 0;
  for (;;) {
    const { rows } = await sql<{ line: string }>`${sql.raw(`fetch ${fetch} from record_rows`)}`.execute(db);
    if (rows.length === 0) break;
    await sink.rows(
      table,
      rows.map(({ line }) => line),
    );
    count += rows.length;
  }
  await sql`close record_rows`.execute(db);
  await sink.end(table, count);
}

const HEIGHTS =
  "jsonb_to_recordset($1::jsonb) as c(chain_id text, is_provider bool, first int8, lower int8, last int8, head int8, head_time int8)";

/** The head of a chain in a record is its last block there, but for a consumer that was being caught up with. */
const CHAIN_SELECT = `select json_build_object(
    'chain_id', t.chain_id, 'role', t.role, 'consumer_id', t.consumer_id, 'dialect', t.dialect,
    'dialect_since', t.dialect_since::text,
    'module_state', case when t.module_since <= c.last then t.module_state end,
    'module_since', case when t.module_since <= c.last then t.module_since::text end,
    'first_height', c.first::text, 'next_height', (coalesce(c.last, c.first - 1) + 1)::text, 'head_height', coalesce(c.head, c.last)::text,
    'head_time_ns', coalesce(c.head_time, b.time_ns)::text)::text as line
  from chain t join ${HEIGHTS} on c.chain_id = t.chain_id
  left join block b on b.network = t.network and b.chain_id = t.chain_id and b.height = c.last
  where t.network = $2::text order by t.role desc, t.chain_id`;

function selectOf(table: string, { columns, key, cut, heightsOf }: RecordTableSpec): string {
  const fields = Object.entries(columns).map(([column, type]) => `'${column}', ${exportedValue(column, type, cut)}`);
  const join = heightsOf === "chain" ? "c.chain_id = t.chain_id" : "c.is_provider";
  return `select json_build_object(${fields.join(", ")})::text as line
    from ${table} t join ${HEIGHTS} on ${join}
    where t.network = $2::text and ${within(cut)} order by ${key.map((column) => `t.${column}`).join(", ")}`;
}

function exportedValue(column: string, type: string, cut: Cut): string {
  if (cut.by === "range" && column === "from_height") return "greatest(t.from_height, c.lower)::text";
  if (cut.by === "range" && column === "until_height")
    return `(case when t.until_height > c.last then ${OPEN_UNTIL} else t.until_height end)::text`;
  if (cut.by === "gap" && column === "from_height") return "greatest(t.from_height, c.lower)::text";
  if (cut.by === "gap" && column === "to_height") return "least(t.to_height, c.last)::text";
  // As text: neither a reader's float nor its 53 bits touch them.
  return type.startsWith("int8") || type.startsWith("numeric") ? `t.${column}::text` : `t.${column}`;
}

function within(cut: Cut): string {
  switch (cut.by) {
    case "range":
      return "t.from_height <= c.last and t.until_height > c.lower";
    case "gap":
      return "t.from_height <= c.last and t.to_height >= c.lower";
    case "height":
      return `t.${cut.column} between c.lower and c.last`;
    case "until":
      return `t.${cut.column} <= c.last + ${cut.beyond ?? 0}`;
  }
}
