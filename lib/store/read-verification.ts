import { type Kysely, sql } from "kysely";
import { type Database, OPEN_UNTIL } from "./schema";
import type {
  EndpointVerdict,
  OnChain,
  Outcome,
  TrustRoot,
  VerificationResult,
  VerifiedBlock,
} from "./verification-rows";

/** More than this many results are not looked at by one view. */
const MOST = 2_000;
/** So many subjects are looked up at once: on the one connection of an embedded database others get their turn in between. */
const PORTION = 500;

export async function findTrustRoot(
  db: Kysely<Database>,
  { network, chainId }: OnChain,
): Promise<TrustRoot | undefined> {
  const row = await db
    .selectFrom("trust_root")
    .selectAll()
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .executeTakeFirst();
  if (!row) return undefined;
  return { height: Number(row.height), hash: row.hash, method: row.method as TrustRoot["method"] };
}

/** The verified header closest to a height from below, the height itself included. */
export async function findVerifiedBlock(
  db: Kysely<Database>,
  { network, chainId }: OnChain,
  atMost: number,
): Promise<VerifiedBlock | undefined> {
  const row = await db
    .selectFrom("light_block")
    .selectAll()
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("height", "<=", BigInt(atMost))
    .orderBy("height", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && blockOf(row);
}

/** Verified headers up to a height, oldest first, the latest of them when there are many. */
export async function listVerifiedBlocks(
  db: Kysely<Database>,
  { network, chainId }: OnChain,
  atMost: number,
  limit: number,
): Promise<VerifiedBlock[]> {
  const rows = await db
    .selectFrom("light_block")
    .selectAll()
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("height", "<=", BigInt(atMost))
    .orderBy("height", "desc")
    .limit(limit)
    .execute();
  return rows.map(blockOf).reverse();
}

function blockOf(row: {
  height: bigint;
  time_ns: bigint;
  hash: string;
  app_hash: string;
  block: unknown;
}): VerifiedBlock {
  return { height: Number(row.height), timeNs: row.time_ns, hash: row.hash, appHash: row.app_hash, block: row.block };
}

export interface VerificationAt extends Omit<VerificationResult, "evidence"> {
  readonly chainId: string;
  readonly checkedNs: bigint;
  readonly hasEvidence: boolean;
  /** Of a header: nodes asked, and how many of them said the same. */
  readonly nodes?: { readonly asked: number; readonly agree: number };
}

/** What is told of one result. Evidence is large, and only that of headers is looked into. */
const TOLD = sql.raw(`chain_id, consumer_id, subject, height, outcome, because, says, row_count, checked_ns,
  case when subject = 'header' then evidence->'rows' is not null else evidence is not null end as has_evidence,
  case when subject = 'header' then evidence->'nodes' end as nodes`);

/**
 * The latest result of every subject of a chain up to a height, its consumers' in order. The last check tells nearly all of
 * them together; what it does not tell any more is found by name among what was ever checked.
 */
export async function listVerifications(db: Kysely<Database>, on: OnChain, atMost: number): Promise<VerificationAt[]> {
  const height = await findLastChecked(db, on, atMost);
  if (height === undefined) return [];
  const last = await listCheck(db, on, height);
  const nameOf = (consumerId: string, subject: string) => `${consumerId} ${subject}`;
  const told = new Set(last.map(({ consumerId = "", subject }) => nameOf(consumerId, subject)));
  const subjects = await listCheckedSubjects(db, on);
  const others = subjects.filter(({ consumerId, subject }) => !told.has(nameOf(consumerId, subject)));
  const results = [...last];
  for (let from = 0; from < others.length; from += PORTION)
    results.push(...(await listLatest(db, on, others.slice(from, from + PORTION), height)));
  return results.sort(bySubject).slice(0, MOST);
}

function bySubject(a: VerificationAt, b: VerificationAt): number {
  const [left = "", right = ""] = [a.consumerId, b.consumerId];
  if (left !== right) return left < right ? -1 : 1;
  return a.subject < b.subject ? -1 : 1;
}

interface CheckedSubject {
  readonly consumerId: string;
  readonly subject: string;
}

/** What of a chain was ever checked, of one consumer and the chain itself or of all. */
export async function listCheckedSubjects(
  db: Kysely<Database>,
  { network, chainId }: OnChain,
  consumerId?: string,
): Promise<CheckedSubject[]> {
  let query = db
    .selectFrom("checked_subject")
    .select(["consumer_id", "subject"])
    .where("network", "=", network)
    .where("chain_id", "=", chainId);
  if (consumerId !== undefined) query = query.where("consumer_id", "in", ["", consumerId]);
  const rows = await query.execute();
  return rows.map((row) => ({ consumerId: row.consumer_id, subject: row.subject }));
}

/** The latest result of some subjects up to a height. */
export async function listLatest(
  db: Kysely<Database>,
  { network, chainId }: OnChain,
  subjects: readonly CheckedSubject[],
  atMost: number,
): Promise<VerificationAt[]> {
  if (subjects.length === 0) return [];
  const { rows } = await sql<Record<string, unknown>>`
    select latest.* from jsonb_to_recordset(${JSON.stringify(subjects)}::jsonb) as o("consumerId" text, subject text)
    cross join lateral (
      select ${TOLD} from verification v
      where network = ${network} and chain_id = ${chainId} and v.consumer_id = o."consumerId" and v.subject = o.subject
        and height <= ${atMost}
      order by height desc limit 1
    ) latest`.execute(db);
  return rows.map(resultOf);
}

/** The latest result of every subject of one consumer, and of the chain itself, up to a height. */
export async function listVerificationsOf(
  db: Kysely<Database>,
  on: OnChain,
  consumerId: string,
  atMost: number,
): Promise<VerificationAt[]> {
  const subjects = await listCheckedSubjects(db, on, consumerId);
  return (await listLatest(db, on, subjects, atMost)).sort(bySubject);
}

/** The last height of a chain that was checked, up to a height. */
export async function findLastChecked(
  db: Kysely<Database>,
  { network, chainId }: OnChain,
  atMost: number,
): Promise<number | undefined> {
  const row = await db
    .selectFrom("verification")
    .select("height")
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("height", "<=", BigInt(atMost))
    .orderBy("height", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && Number(row.height);
}

/** The results of one check, in any order. */
export async function listCheck(
  db: Kysely<Database>,
  { network, chainId }: OnChain,
  height: number,
): Promise<VerificationAt[]> {
  const { rows } = await sql<Record<string, unknown>>`
    select ${TOLD} from verification
    where network = ${network} and chain_id = ${chainId} and height = ${height}`.execute(db);
  return rows.map(resultOf);
}

/** Which heights of a chain were checked already. */
export async function listCheckedHeights(db: Kysely<Database>, { network, chainId }: OnChain): Promise<number[]> {
  const { rows } = await sql<{ height: bigint }>`
    select distinct height from verification where network = ${network} and chain_id = ${chainId}
    order by height desc limit ${MOST}`.execute(db);
  return rows.map(({ height }) => Number(height));
}

/** Where no light client tells a shorter one. */
const DEFAULT_TRUSTING_NS = 7n * 86_400_000_000_000n;

/** The shortest trusting period that any light client of a network goes by: all lie below the unbonding periods. */
export async function findTrustingPeriod(db: Kysely<Database>, network: string): Promise<bigint> {
  const { rows } = await sql<{ shortest: bigint | null }>`
    select min(c.trusting_period_ns) as shortest from chain h
    join client_state c on c.network = h.network and c.chain_id = h.chain_id and c.until_height = ${OPEN_UNTIL}::int8
    where h.network = ${network} and h.next_height is not null`.execute(db);
  const shortest = rows[0]?.shortest ?? DEFAULT_TRUSTING_NS;
  return shortest < DEFAULT_TRUSTING_NS ? shortest : DEFAULT_TRUSTING_NS;
}

/** One result with its evidence. */
export async function findVerification(
  db: Kysely<Database>,
  { network, chainId }: OnChain,
  of: { readonly consumerId: string; readonly subject: string; readonly atMost: number },
): Promise<(VerificationAt & { readonly evidence?: unknown }) | undefined> {
  const row = await db
    .selectFrom("verification")
    .selectAll()
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("consumer_id", "=", of.consumerId)
    .where("subject", "=", of.subject)
    .where("height", "<=", BigInt(of.atMost))
    .orderBy("height", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!row) return undefined;
  const result = resultOf({ ...row, has_evidence: row.evidence !== null, nodes: null });
  return row.evidence === null ? result : { ...result, evidence: row.evidence };
}

function resultOf(row: Record<string, unknown>): VerificationAt {
  return {
    chainId: String(row.chain_id),
    ...(row.consumer_id === "" ? {} : { consumerId: String(row.consumer_id) }),
    subject: String(row.subject),
    height: Number(row.height),
    outcome: row.outcome as Outcome,
    ...(row.because === null ? {} : { because: String(row.because) }),
    says: String(row.says),
    rowCount: Number(row.row_count),
    checkedNs: BigInt(String(row.checked_ns)),
    hasEvidence: row.has_evidence === true,
    ...(row.nodes === null ? {} : { nodes: row.nodes as { asked: number; agree: number } }),
  };
}

/** Endpoints of a network that said something else, the latest first. */
export async function listVerdicts(
  db: Kysely<Database>,
  network: string,
): Promise<(EndpointVerdict & { readonly chainId: string; readonly noticedNs: bigint })[]> {
  const rows = await db
    .selectFrom("endpoint_verdict")
    .selectAll()
    .where("network", "=", network)
    .orderBy("noticed_ns", "desc")
    .limit(MOST)
    .execute();
  return rows.map((row) => ({
    chainId: row.chain_id,
    url: row.url,
    height: Number(row.height),
    field: row.field,
    expected: row.expected,
    answered: row.answered,
    isProven: row.is_proven,
    noticedNs: row.noticed_ns,
  }));
}

/** Counters of one end of a CCV channel as its events tell them up to a height, and the packets sent and not settled. */
export async function findChannelCounts(
  db: Kysely<Database>,
  { network, chainId }: OnChain,
  { port, channelId, height }: { readonly port: string; readonly channelId: string; readonly height: number },
): Promise<{ readonly sent: bigint; readonly acked: bigint; readonly received: bigint; readonly open: bigint[] }> {
  const last = async (kind: string, end: "src" | "dst") => {
    const { rows } = await sql<{ last: string | null }>`
      select max(sequence) as last from packet_event
      where network = ${network} and chain_id = ${chainId} and kind = ${kind} and ${sql.ref(`${end}_port`)} = ${port}
        and ${sql.ref(`${end}_channel`)} = ${channelId} and height <= ${height}`.execute(db);
    return BigInt(rows[0]?.last ?? "0");
  };
  const { rows } = await sql<{ sequence: string }>`
    select s.sequence from packet_event s
    where s.network = ${network} and s.chain_id = ${chainId} and s.kind = 'send' and s.src_port = ${port}
      and s.src_channel = ${channelId} and s.height <= ${height} and not exists (
        select 1 from packet_event d
        where d.network = s.network and d.chain_id = s.chain_id and d.kind in ('ack', 'timeout') and d.src_port = s.src_port
          and d.src_channel = s.src_channel and d.sequence = s.sequence and d.height <= ${height})
    order by s.sequence limit ${MOST}`.execute(db);
  return {
    sent: await last("send", "src"),
    acked: await last("ack", "src"),
    received: await last("recv", "dst"),
    open: rows.map(({ sequence }) => BigInt(sequence)),
  };
}

/** The other end of a CCV channel, as a consumer's own packets name it. */
export async function findConsumerEnd(
  db: Kysely<Database>,
  { network, chainId }: OnChain,
  providerChannel: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom("packet_event")
    .select("dst_channel")
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("kind", "=", "recv")
    .where("src_port", "=", "provider")
    .where("src_channel", "=", providerChannel)
    .limit(1)
    .executeTakeFirst();
  return row?.dst_channel;
}
