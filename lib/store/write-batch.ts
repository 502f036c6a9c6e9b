import { CompiledQuery, type Kysely, type Transaction } from "kysely";
import { StoreError } from "./errors";
import type { Database } from "./schema";
import { BLOCK_TABLES, isBlockTable, type TableSpec } from "./tables";

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
 * Writes rows and cursor in one transaction, so that a crash replays these blocks or skips them whole, never half.
 *
 * A range is written when it opens and again, with its end, when it closes. Throws `StoreError` `cursor-moved`, and writes
 * nothing, when the cursor is not where it should be: somebody else is writing.
 */
export async function writeBatch(db: Kysely<Database>, batch: WriteBatch): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await moveCursor(tx, batch);
    for (const [table, rows] of Object.entries(batch.rows)) {
      if (rows.length === 0) continue;
      if (!isBlockTable(table)) throw new StoreError("unusable", `there is no table ${table}`);
      await insertRows(tx, table, BLOCK_TABLES[table], batch.network, rows);
    }
  });
}

async function moveCursor(tx: Transaction<Database>, batch: WriteBatch): Promise<void> {
  const moved = await tx
    .updateTable("chain")
    .set({
      next_height: batch.nextHeight,
      memory: JSON.stringify(batch.memory),
      updated_ns: nowNs(),
      ...(batch.firstHeight === undefined ? {} : { first_height: batch.firstHeight }),
    })
    .where("network", "=", batch.network)
    .where("chain_id", "=", batch.chainId)
    .where(({ eb }) =>
      batch.expectedNextHeight === undefined
        ? eb("next_height", "is", null)
        : eb("next_height", "=", BigInt(batch.expectedNextHeight)),
    )
    .executeTakeFirst();
  if (moved.numUpdatedRows !== 1n) {
    const where = `${batch.network}/${batch.chainId}`;
    throw new StoreError(
      "cursor-moved",
      `${where}: the cursor is not at ${batch.expectedNextHeight ?? "the start"}: another indexer is writing`,
    );
  }
}

async function insertRows(
  tx: Transaction<Database>,
  table: string,
  spec: TableSpec,
  network: string,
  rows: readonly object[],
): Promise<void> {
  const columns = Object.keys(spec.columns);
  const typed = Object.entries(spec.columns).map(([column, type]) => `${column} ${type.replace(/ not null$/, "")}`);
  const key = ["network", ...spec.key].join(", ");
  const conflict = spec.isRange ? "do update set until_height = excluded.until_height" : "do nothing";
  const statement =
    `insert into ${table} (network, ${columns.join(", ")}) ` +
    `select $1, ${columns.map((column) => `x.${column}`).join(", ")} from jsonb_to_recordset($2::jsonb) as x(${typed.join(", ")}) ` +
    `on conflict (${key}) ${conflict}`;
  await tx.executeQuery(CompiledQuery.raw(statement, [network, JSON.stringify(rows)]));
}

/** Wall clock in nanoseconds: for bookkeeping, never for a figure of a chain. */
export function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}
