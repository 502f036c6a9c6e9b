import { CompiledQuery, type Kysely } from "kysely";
import { StoreError } from "./errors";
import type { Database } from "./schema";
import { storableJson, storableNames } from "./storable";
import { BLOCK_TABLES, isBlockTable, nameColumns, type TableSpec } from "./tables";

/** Everything that came of some consecutive blocks of one chain. */
export interface WriteBatch {
  readonly network: string;
  readonly chainId: string;
  /** Where the cursor must stand; `undefined`: nothing has been written yet. */
  readonly expectedNextHeight: number | undefined;
  readonly nextHeight: number;
  /** With the first batch: the first height there is. */
  readonly firstHeight?: number;
  readonly memory: unknown;
  /** Rows without `network`, by table. JSON columns hold values, not text; bigints are text. */
  readonly rows: Readonly<Record<string, readonly object[]>>;
}

/**
 * Writes rows and cursor together, so that a crash replays these blocks or skips them whole, never half. All of it is one
 * statement: a transaction of many would hold the store while each answer waits for its turn on a busy thread.
 *
 * A range is written when it opens and again, with its end, when it closes. Throws `StoreError` `cursor-moved`, and writes
 * nothing, when the cursor is not where it should be: somebody else is writing.
 */
export async function writeBatch(db: Kysely<Database>, batch: WriteBatch): Promise<void> {
  const parameters: unknown[] = [
    batch.network,
    batch.chainId,
    batch.nextHeight,
    storableJson(batch.memory),
    String(nowNs()),
    batch.firstHeight ?? null,
    batch.expectedNextHeight ?? null,
  ];
  const parts = [MOVE_CURSOR];
  for (const [table, rows] of Object.entries(batch.rows)) {
    if (rows.length === 0) continue;
    if (!isBlockTable(table)) throw new StoreError("unusable", `there is no table ${table}`);
    parameters.push(storableJson(storableNames(rows, nameColumns(table))));
    parts.push(insertPart(table, BLOCK_TABLES[table], parameters.length));
  }
  const statement = `with ${parts.join(", ")} select count(*)::int8 as moved from moved`;
  const { rows } = await db.executeQuery<{ moved: bigint }>(CompiledQuery.raw(statement, parameters));
  if (rows[0]?.moved !== 1n) {
    const where = `${batch.network}/${batch.chainId}`;
    throw new StoreError(
      "cursor-moved",
      `${where}: the cursor is not at ${batch.expectedNextHeight ?? "the start"}: another indexer is writing`,
    );
  }
}

const MOVE_CURSOR = `moved as (
  update chain set next_height = $3::int8, memory = $4::jsonb, updated_ns = $5::int8, first_height = coalesce($6::int8, first_height)
  where network = $1::text and chain_id = $2::text and next_height is not distinct from $7::int8 returning 1)`;

/** One table's rows, from the JSON in parameter `$n`; nothing when the cursor did not move. */
function insertPart(table: string, spec: TableSpec, n: number): string {
  const columns = Object.keys(spec.columns);
  const typed = Object.entries(spec.columns).map(([column, type]) => `${column} ${type.replace(/ not null$/, "")}`);
  const key = ["network", ...spec.key].join(", ");
  const conflict = spec.isRange ? "do update set until_height = excluded.until_height" : "do nothing";
  return (
    `${table}_rows as (insert into ${table} (network, ${columns.join(", ")}) ` +
    `select $1::text, ${columns.map((column) => `x.${column}`).join(", ")} ` +
    `from jsonb_to_recordset($${n}::jsonb) as x(${typed.join(", ")}) where exists (select from moved) ` +
    `on conflict (${key}) ${conflict})`
  );
}

/** Wall clock in nanoseconds: for bookkeeping, never for a figure of a chain. */
export function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}
