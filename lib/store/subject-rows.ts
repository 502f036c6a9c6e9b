import type { Kysely } from "kysely";
import type { ChainKey } from "./chain-rows";
import type { Database } from "./schema";
import { storableText } from "./storable";

/**
 * Why the blocks before `fromHeight` do not tell of a subject: `not-read`: the build that read them did not know it;
 * `older-rules`: it read them by rules that have changed since; `unversioned`: it did not note what it read.
 */
export type UnreadBecause = "not-read" | "older-rules" | "unversioned";

/** How reading those blocks again fares: waiting for its turn, under way, or not possible, with what the nodes said. */
export type RereadState = "waiting" | "under-way" | `not-possible: ${string}`;

/** One subject of a chain: by which version of its rules its rows were made, and since which block. */
export interface SubjectRow {
  readonly chainId: string;
  readonly subject: string;
  readonly version: number;
  readonly fromHeight: number;
  readonly because?: UnreadBecause;
  readonly reread?: RereadState;
}

/** Every subject of every chain of a network. */
export async function listSubjects(db: Kysely<Database>, network: string): Promise<SubjectRow[]> {
  const rows = await db
    .selectFrom("subject")
    .selectAll()
    .where("network", "=", network)
    .orderBy("chain_id")
    .orderBy("subject")
    .execute();
  return rows.map((row) => ({
    chainId: row.chain_id,
    subject: row.subject,
    version: row.version,
    fromHeight: Number(row.from_height),
    ...(row.because === null ? {} : { because: row.because as UnreadBecause }),
    ...(row.reread === null ? {} : { reread: row.reread as RereadState }),
  }));
}

/** Says since which block a subject is read, and why not before. */
export async function writeSubject(
  db: Kysely<Database>,
  { network, chainId }: ChainKey,
  { subject, version, fromHeight, because }: Omit<SubjectRow, "chainId" | "reread">,
): Promise<void> {
  const row = { version, from_height: BigInt(fromHeight), because: because ?? null, reread: null };
  await db
    .insertInto("subject")
    .values({ network, chain_id: chainId, subject, ...row })
    .onConflict((conflict) => conflict.columns(["network", "chain_id", "subject"]).doUpdateSet(row))
    .execute();
}

/** Nothing of a chain is being read again, whatever a process that was ended in the middle of it noted. */
export async function forgetReread(db: Kysely<Database>, { network, chainId }: ChainKey): Promise<void> {
  await db
    .updateTable("subject")
    .set({ reread: null })
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("reread", "=", "under-way")
    .execute();
}

/** Notes how reading the named subjects again fares. */
export async function noteReread(
  db: Kysely<Database>,
  { network, chainId }: ChainKey,
  subjects: readonly string[],
  reread: RereadState,
): Promise<void> {
  if (subjects.length === 0) return;
  await db
    .updateTable("subject")
    .set({ reread: storableText(reread.slice(0, 400)) })
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("subject", "in", [...subjects])
    .execute();
}
