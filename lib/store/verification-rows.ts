import { type Kysely, sql } from "kysely";
import type { Database } from "./schema";
import { storableJson, storableText } from "./storable";
import { nowNs } from "./write-batch";

export interface OnChain {
  readonly network: string;
  readonly chainId: string;
}

export interface TrustRoot {
  readonly height: number;
  /** Of the header, lower-case hex. */
  readonly hash: string;
  readonly method: "configured" | "first-use";
}

/** A header that was verified, with commit and sets as JSON of the node. */
export interface VerifiedBlock {
  readonly height: number;
  readonly timeNs: bigint;
  readonly hash: string;
  readonly appHash: string;
  readonly block: unknown;
}

export type Outcome = "proven" | "contradicted" | "unproven";

export interface VerificationResult {
  readonly consumerId?: string;
  readonly subject: string;
  readonly height: number;
  readonly outcome: Outcome;
  readonly because?: string;
  /** What the explorer shows of it, in words. */
  readonly says: string;
  readonly rowCount: number;
  readonly evidence?: unknown;
}

export interface EndpointVerdict {
  readonly url: string;
  readonly height: number;
  readonly field: string;
  readonly expected: string;
  readonly answered: string;
  /** What was expected is proven: the endpoint is not asked any more. */
  readonly isProven: boolean;
}

/** Evidence is large: this many heights a chain keep theirs, beside those that never change (`keep`). */
const HEIGHTS_WITH_EVIDENCE = 24;
/** Of what is not proven, so many rows of an endpoint are kept: a node may say otherwise with every answer. */
const UNPROVEN_KEPT = 100;
/** Headers kept beside the root; some 40 kB each with 60 validators. */
const BLOCKS_KEPT = 500;

/** Whoever is within a transaction stays in it. */
function inTransaction(db: Kysely<Database>, work: (tx: Kysely<Database>) => Promise<void>): Promise<void> {
  return db.isTransaction ? work(db) : db.transaction().execute((tx) => work(tx));
}

/** Where trust in a chain begins. A configured root replaces one of first use, and all that was verified from it. */
export async function saveTrustRoot(db: Kysely<Database>, { network, chainId }: OnChain, root: TrustRoot) {
  await inTransaction(db, async (tx) => {
    await tx.deleteFrom("light_block").where("network", "=", network).where("chain_id", "=", chainId).execute();
    await tx.deleteFrom("verification").where("network", "=", network).where("chain_id", "=", chainId).execute();
    await tx.deleteFrom("checked_subject").where("network", "=", network).where("chain_id", "=", chainId).execute();
    const row = { height: BigInt(root.height), hash: root.hash, method: root.method, since_ns: nowNs() };
    await tx
      .insertInto("trust_root")
      .values({ network, chain_id: chainId, ...row })
      .onConflict((conflict) => conflict.columns(["network", "chain_id"]).doUpdateSet(row))
      .execute();
  });
}

export async function saveLightBlock(db: Kysely<Database>, { network, chainId }: OnChain, block: VerifiedBlock) {
  await db
    .insertInto("light_block")
    .values({
      network,
      chain_id: chainId,
      height: BigInt(block.height),
      time_ns: block.timeNs,
      hash: block.hash,
      app_hash: block.appHash,
      block: storableJson(block.block),
    })
    .onConflict((conflict) => conflict.columns(["network", "chain_id", "height"]).doNothing())
    .execute();
}

/** Writes the results of one check, all or none, and lets go of evidence that has grown old. */
export async function saveVerifications(
  db: Kysely<Database>,
  { network, chainId }: OnChain,
  results: readonly VerificationResult[],
): Promise<void> {
  if (results.length === 0) return;
  await inTransaction(db, async (tx) => {
    for (const result of results) {
      const row = {
        outcome: result.outcome,
        because: result.because ?? null,
        says: storableText(result.says),
        row_count: result.rowCount,
        evidence: result.evidence === undefined ? null : storableJson(result.evidence),
        checked_ns: nowNs(),
      };
      await tx
        .insertInto("verification")
        .values({
          network,
          chain_id: chainId,
          consumer_id: result.consumerId ?? "",
          subject: result.subject,
          height: BigInt(result.height),
          ...row,
        })
        .onConflict((conflict) =>
          conflict.columns(["network", "chain_id", "consumer_id", "subject", "height"]).doUpdateSet(row),
        )
        .execute();
    }
    const subjects = JSON.stringify(results.map(({ consumerId = "", subject }) => ({ consumerId, subject })));
    await sql`
      insert into checked_subject
      select ${network}, ${chainId}, c."consumerId", c.subject
      from jsonb_to_recordset(${subjects}::jsonb) as c("consumerId" text, subject text)
      on conflict do nothing`.execute(tx);
  });
  await sql`
    update verification set evidence = null
    where network = ${network} and chain_id = ${chainId} and evidence is not null and height < (
      select min(height) from (
        select distinct height from verification where network = ${network} and chain_id = ${chainId}
        order by height desc limit ${HEIGHTS_WITH_EVIDENCE}) kept)`.execute(db);
  await sql`
    delete from light_block b using trust_root r
    where b.network = ${network} and b.chain_id = ${chainId} and r.network = b.network and r.chain_id = b.chain_id
      and b.height <> r.height and b.height < (
        select min(height) from (
          select height from light_block where network = ${network} and chain_id = ${chainId}
          order by height desc limit ${BLOCKS_KEPT}) kept)`.execute(db);
}

export async function saveVerdict(db: Kysely<Database>, { network, chainId }: OnChain, verdict: EndpointVerdict) {
  const { url, height, field } = verdict;
  const row = {
    expected: storableText(verdict.expected),
    answered: storableText(verdict.answered),
    is_proven: verdict.isProven,
    noticed_ns: nowNs(),
  };
  await db
    .insertInto("endpoint_verdict")
    .values({ network, chain_id: chainId, url, height: BigInt(height), field, ...row })
    .onConflict((conflict) => conflict.columns(["network", "chain_id", "url", "height", "field"]).doUpdateSet(row))
    .execute();
  if (verdict.isProven) return;
  await sql`
    delete from endpoint_verdict
    where network = ${network} and chain_id = ${chainId} and url = ${url} and not is_proven and noticed_ns < (
      select min(noticed_ns) from (
        select noticed_ns from endpoint_verdict
        where network = ${network} and chain_id = ${chainId} and url = ${url} and not is_proven
        order by noticed_ns desc limit ${UNPROVEN_KEPT}) kept)`.execute(db);
}

/**
 * Nodes that were named while nobody knew which was right: one that was, or, without `of`, all at blocks from a height on.
 * What is proven of them stays.
 */
export async function withdrawVerdicts(
  db: Kysely<Database>,
  { network, chainId }: OnChain,
  fromHeight: number,
  of?: Pick<EndpointVerdict, "url" | "field">,
): Promise<void> {
  let rows = db
    .deleteFrom("endpoint_verdict")
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("is_proven", "=", false)
    .where("height", of ? "=" : ">=", BigInt(fromHeight));
  if (of) rows = rows.where("url", "=", of.url).where("field", "=", of.field);
  await rows.execute();
}
