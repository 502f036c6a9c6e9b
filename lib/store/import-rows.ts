import { CompiledQuery, type Kysely, sql } from "kysely";
import { RECORD_TABLES } from "./record-tables";
import type { Database } from "./schema";

/** Whether anything of a network is stored. */
export async function hasNetwork(db: Kysely<Database>, network: string): Promise<boolean> {
  const row = await db
    .selectFrom("chain")
    .select("chain_id")
    .where("network", "=", network)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** One transaction around all of an import: who kills it has imported nothing. */
export function importing<T>(db: Kysely<Database>, work: (tx: Kysely<Database>) => Promise<T>): Promise<T> {
  return db.transaction().execute((tx) => work(tx));
}

/** Writes checked rows of one table of a record. Fails on a row that is there already. */
export async function importRows(
  db: Kysely<Database>,
  network: string,
  table: string,
  rows: readonly object[],
): Promise<void> {
  const spec = RECORD_TABLES[table];
  if (!spec || rows.length === 0) return;
  const columns = Object.keys(spec.columns);
  const typed = Object.entries(spec.columns).map(([column, type]) => `${column} ${type.replace(/ not null$/, "")}`);
  const fixed = FIXED[table] ?? {};
  const statement = `insert into ${table} (network, ${[...columns, ...Object.keys(fixed)].join(", ")})
    select $1::text, ${[...columns.map((column) => `x.${column}`), ...Object.values(fixed)].join(", ")}
    from jsonb_to_recordset($2::jsonb) as x(${typed.join(", ")})`;
  await db.executeQuery(CompiledQuery.raw(statement, [network, JSON.stringify(rows)]));
}

/** Columns that a record does not carry: a chain of a record has been read to its end and is followed no more. */
const FIXED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  chain: {
    state: "'record'",
    state_since_ns: "coalesce(x.head_time_ns, 0)",
    updated_ns: "coalesce(x.head_time_ns, 0)",
  },
  gap: { noticed_ns: "0" },
  trust_root: { since_ns: "0" },
};

/** What a record says was verified, put aside under another name until it is verified again. */
export interface StagedResult {
  readonly consumerId: string;
  readonly subject: string;
  readonly outcome: string;
  readonly because?: string;
  readonly says: string;
  readonly rowCount: number;
  readonly evidence?: unknown;
  readonly checkedNs: bigint;
}

export async function listStagedResults(
  db: Kysely<Database>,
  network: string,
  chainId: string,
  height: number,
): Promise<StagedResult[]> {
  const rows = await db
    .selectFrom("verification")
    .selectAll()
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("height", "=", BigInt(height))
    .orderBy("consumer_id")
    .orderBy("subject")
    .execute();
  return rows.map((row) => ({
    consumerId: row.consumer_id,
    subject: row.subject,
    outcome: row.outcome,
    ...(row.because === null ? {} : { because: row.because }),
    says: row.says,
    rowCount: Number(row.row_count),
    ...(row.evidence === null ? {} : { evidence: row.evidence }),
    checkedNs: row.checked_ns,
  }));
}

/** Heights of a chain, ascending, that a staged table has rows of. */
export async function listStagedHeights(
  db: Kysely<Database>,
  network: string,
  chainId: string,
  table: "light_block" | "verification",
): Promise<number[]> {
  const { rows } = await sql<{ height: bigint }>`
    select distinct height from ${sql.table(table)} where network = ${network} and chain_id = ${chainId}
    order by height`.execute(db);
  return rows.map(({ height }) => Number(height));
}

/** When a figure was checked by who made the record: our own check repeats that one. */
export async function keepCheckedTime(
  db: Kysely<Database>,
  network: string,
  chainId: string,
  height: number,
  { consumerId, subject, checkedNs }: Pick<StagedResult, "consumerId" | "subject" | "checkedNs">,
): Promise<void> {
  await db
    .updateTable("verification")
    .set({ checked_ns: checkedNs })
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("consumer_id", "=", consumerId)
    .where("subject", "=", subject)
    .where("height", "=", BigInt(height))
    .execute();
}

export async function dropStaged(db: Kysely<Database>, network: string): Promise<void> {
  for (const table of ["trust_root", "light_block", "verification"] as const) {
    await db.deleteFrom(table).where("network", "=", network).execute();
  }
}

/**
 * What contradicts itself in the rows of a network, in one sentence: blocks that are missing, sets that do not follow from one
 * another, and headers that are not those verified.
 */
export async function findInconsistency(db: Kysely<Database>, network: string): Promise<string | undefined> {
  const missing = await sql<{ chain_id: string; found: bigint; wanted: bigint }>`
    select c.chain_id, count(b.height)::int8 as found,
      (c.next_height - c.first_height - coalesce((
        select sum(to_height - from_height + 1) from gap g where g.network = c.network and g.chain_id = c.chain_id), 0))::int8
        as wanted
    from chain c left join block b on b.network = c.network and b.chain_id = c.chain_id
      and b.height >= c.first_height and b.height < c.next_height
    where c.network = ${network} and c.first_height is not null and c.next_height is not null
    group by c.network, c.chain_id, c.next_height, c.first_height`.execute(db);
  const lacking = missing.rows.find(({ found, wanted }) => found !== wanted);
  if (lacking) return `${lacking.chain_id} has ${lacking.found} blocks where its heights ask for ${lacking.wanted}`;
  const { rows: broken } = await sql<{ chain_id: string; height: bigint }>`
    select a.chain_id, a.height from block a join block b
      on b.network = a.network and b.chain_id = a.chain_id and b.height = a.height + 1
    where a.network = ${network} and (a.next_validators_hash <> b.validators_hash or a.time_ns >= b.time_ns) limit 1`.execute(
    db,
  );
  if (broken[0])
    return `block ${broken[0].height + 1n} of ${broken[0].chain_id} does not follow from the one before it`;
  const { rows: other } = await sql<{ chain_id: string; height: bigint }>`
    select b.chain_id, b.height from light_block l join block b
      on b.network = l.network and b.chain_id = l.chain_id and b.height = l.height
    where l.network = ${network}
      and (lower(b.hash) <> l.hash or lower(b.app_hash) <> l.app_hash or b.time_ns <> l.time_ns) limit 1`.execute(db);
  if (other[0]) return `block ${other[0].height} of ${other[0].chain_id} is not the one whose header is verified`;
  return undefined;
}
