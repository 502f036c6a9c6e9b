import { type Kysely, sql } from "kysely";
import type { ChainKey } from "./chain-rows";
import { StoreError } from "./errors";
import type { Database } from "./schema";
import { storableJson } from "./storable";
import { BLOCK_TABLES, type BlockTableName } from "./tables";
import { nowNs } from "./write-batch";

/** What was read again, and takes the place of what was there. */
export interface Reread extends ChainKey {
  /** Name under which the rows read again stand meanwhile. */
  readonly shadow: string;
  /** First height read again. What is kept of earlier ones stays. */
  readonly fromHeight: number;
  /** Whether that is where the record begins, so that nothing is left unread. */
  readonly isWhole: boolean;
  /** Where both cursors must stand. */
  readonly nextHeight: number;
  readonly subjects: readonly { readonly name: string; readonly version: number; readonly tables: readonly string[] }[];
  readonly memory: unknown;
}

/** The height a row of a table without a range belongs to. */
const HEIGHT_COLUMN: Readonly<Partial<Record<BlockTableName, string>>> = {
  vsc_epoch: "epoch_height",
  proposal: "known_height",
  consumer_chain_link: "since_height",
};

/**
 * Puts what was read again in the place of the rows of its subjects, from `fromHeight` on, in one transaction: a view sees
 * all of the old rows or all of the new. Rows of earlier heights are kept: no node may hold those blocks any more. Throws
 * `StoreError` `cursor-moved`, and changes nothing, when a cursor is not where it should be.
 */
export async function takeReread(db: Kysely<Database>, reread: Reread): Promise<void> {
  const { network, chainId, shadow, fromHeight, isWhole, nextHeight, subjects, memory } = reread;
  await db.transaction().execute(async (tx) => {
    const moved = await tx
      .updateTable("chain")
      .set({ memory: storableJson(memory), updated_ns: nowNs() })
      .where("network", "=", network)
      .where("chain_id", "=", chainId)
      .where("next_height", "=", BigInt(nextHeight))
      .executeTakeFirst();
    const shadowChain = await tx
      .selectFrom("chain")
      .select("next_height")
      .where("network", "=", shadow)
      .where("chain_id", "=", chainId)
      .executeTakeFirst();
    if (moved.numUpdatedRows !== 1n || shadowChain?.next_height !== BigInt(nextHeight))
      throw new StoreError("cursor-moved", `${network}/${chainId}: the cursor moved while blocks were read again`);
    for (const { name, version, tables } of subjects) {
      for (const table of tables) await replaceRows(tx, table as BlockTableName, network, chainId, shadow, fromHeight);
      await tx
        .updateTable("subject")
        .set({
          version,
          // Read by the same rules since an earlier block: that stays so.
          from_height: sql<bigint>`least(from_height, ${BigInt(fromHeight)})`,
          reread: null,
          ...(isWhole ? { because: null } : {}),
        })
        .where("network", "=", network)
        .where("chain_id", "=", chainId)
        .where("subject", "=", name)
        .execute();
    }
    if (subjects.some(({ name }) => name === "core")) await closeGaps(tx, { network, chainId }, fromHeight);
  });
}

/** Of declared gaps nothing is left but what was not read again. */
async function closeGaps(tx: Kysely<Database>, { network, chainId }: ChainKey, fromHeight: number): Promise<void> {
  const from = BigInt(fromHeight);
  await tx
    .deleteFrom("gap")
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("from_height", ">=", from)
    .execute();
  await tx
    .updateTable("gap")
    .set({ to_height: from - 1n })
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("to_height", ">=", from)
    .execute();
}

async function replaceRows(
  tx: Kysely<Database>,
  table: BlockTableName,
  network: string,
  chainId: string,
  shadow: string,
  from: number,
): Promise<void> {
  const spec = BLOCK_TABLES[table];
  const key: readonly string[] = spec.key;
  const own = key.includes("chain_id")
    ? sql`network = ${network} and chain_id = ${chainId}`
    : sql`network = ${network}`;
  const height = sql.ref(spec.isRange ? "from_height" : (HEIGHT_COLUMN[table] ?? "height"));
  await sql`delete from ${sql.table(table)} where ${own} and ${height} >= ${from}`.execute(tx);
  if (spec.isRange) {
    await sql`update ${sql.table(table)} set until_height = ${from} where ${own} and until_height > ${from}`.execute(
      tx,
    );
  } else {
    // What was known before (a proposal of back then) stays as it was first told.
    const same = sql.join(
      key.map((column) => sql`kept.${sql.ref(column)} = again.${sql.ref(column)}`),
      sql` and `,
    );
    await sql`delete from ${sql.table(table)} again using ${sql.table(table)} kept
      where again.network = ${shadow} and kept.network = ${network} and ${same}`.execute(tx);
  }
  await sql`update ${sql.table(table)} set network = ${network} where network = ${shadow}`.execute(tx);
}

/** Lets go of what is left of reading again under this name. The chain's row goes last: while it is there, so may be others. */
export async function dropReread(db: Kysely<Database>, shadow: string): Promise<void> {
  const there = await db.selectFrom("chain").select("network").where("network", "=", shadow).executeTakeFirst();
  if (!there) return;
  for (const table of [...Object.keys(BLOCK_TABLES), "gap", "endpoint", "subject", "chain"])
    await sql`delete from ${sql.table(table)} where network = ${shadow}`.execute(db);
}
