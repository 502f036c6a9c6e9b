import type { Kysely } from "kysely";
import { RECORD_TABLES } from "./record-tables";
import type { Database } from "./schema";
import { nowNs } from "./write-batch";

/** A network that was imported from a file. */
export interface RecordRow {
  readonly network: string;
  readonly source: string;
  readonly providerChainId: string;
  readonly explorer: string;
  readonly exportedNs: bigint;
  readonly importedNs: bigint;
  readonly fromHeight: number;
  readonly untilHeight: number;
  readonly sha256: string;
  readonly summary: RecordSummary;
}

/** What an import found out. */
export interface RecordSummary {
  /** Headers verified from the root, and signatures of none but them. */
  readonly headers: number;
  /** Figures that the file calls proven and that were proven again. */
  readonly proven: number;
  /** Figures whose proof the file does not carry, or that a proof contradicts, as their maker says. */
  readonly unproven: number;
  /** Rows in all, most of which only came along. */
  readonly rows: number;
  readonly roots: readonly { readonly chainId: string; readonly height: number; readonly hash: string }[];
}

/** All records of a store, by name. */
export async function listRecords(db: Kysely<Database>): Promise<RecordRow[]> {
  const rows = await db.selectFrom("record").selectAll().orderBy("network").limit(1_000).execute();
  return rows.map((row) => ({
    network: row.network,
    source: row.source,
    providerChainId: row.provider_chain_id,
    explorer: row.explorer,
    exportedNs: row.exported_ns,
    importedNs: row.imported_ns,
    fromHeight: Number(row.from_height),
    untilHeight: Number(row.until_height),
    sha256: row.sha256,
    summary: row.summary as RecordSummary,
  }));
}

/** Makes an imported network visible. */
export async function saveRecord(db: Kysely<Database>, record: Omit<RecordRow, "importedNs">): Promise<void> {
  await db
    .insertInto("record")
    .values({
      network: record.network,
      source: record.source,
      provider_chain_id: record.providerChainId,
      explorer: record.explorer,
      exported_ns: record.exportedNs,
      imported_ns: nowNs(),
      from_height: BigInt(record.fromHeight),
      until_height: BigInt(record.untilHeight),
      sha256: record.sha256,
      summary: JSON.stringify(record.summary),
    })
    .execute();
}

/** Takes a record out of the store, all or nothing. Returns whether there was one of that name. */
export async function removeRecord(db: Kysely<Database>, network: string): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const { numDeletedRows } = await tx.deleteFrom("record").where("network", "=", network).executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    for (const table of [...Object.keys(RECORD_TABLES), "checked_subject"]) {
      await tx
        .deleteFrom(table as keyof Database)
        .where("network" as never, "=", network as never)
        .execute();
    }
    return true;
  });
}
