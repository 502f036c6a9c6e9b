import { type Kysely, type RawBuilder, sql } from "kysely";
import type { DecodedMessage } from "@/lib/ics/message";
import type { Database } from "./schema";

/** A chain with its own governance, and a height of its own. */
export interface GovAt {
  readonly chainId: string;
  readonly height: number;
}

export interface CoinAt {
  readonly denom: string;
  readonly amount: string;
}

export interface GovRulesAt {
  readonly votingPeriodNs: string;
  readonly quorum?: string;
  readonly threshold?: string;
  readonly expeditedThreshold?: string;
  readonly vetoThreshold?: string;
  readonly minDeposit?: readonly CoinAt[];
}

export interface TallyAt {
  readonly yes: bigint;
  readonly no: bigint;
  readonly abstain: bigint;
  readonly noWithVeto: bigint;
  readonly height: number;
  readonly isFinal: boolean;
}

/** A proposal as it stood at a height of its chain. Times are nanoseconds since 1970. */
export interface ProposalAt {
  readonly chainId: string;
  readonly id: string;
  /** First height at which we know it. */
  readonly knownHeight: number;
  readonly submitHeight?: number;
  readonly submitTimeNs?: bigint;
  readonly txHash?: string;
  readonly proposer?: string;
  readonly title: string;
  readonly summary: string;
  readonly metadata: string;
  readonly expedited: boolean;
  readonly messages: readonly DecodedMessage[];
  readonly status: "deposit" | "voting" | "passed" | "rejected" | "failed";
  readonly depositEndNs?: bigint;
  readonly votingStartNs?: bigint;
  readonly votingEndNs?: bigint;
  readonly endedNs?: bigint;
  readonly endedHeight?: number;
  readonly reason?: string;
  readonly totalDeposit: readonly CoinAt[];
  readonly rules?: GovRulesAt;
  /** The last tally a node told up to that height. */
  readonly tally?: TallyAt;
}

type Row = Record<string, unknown>;

/** Of each chain, the newest: no chain has had as many. */
const MOST_PROPOSALS = 5_000;

/** Proposals of chains as they stood at a height of each, newest first. */
export async function listProposals(
  db: Kysely<Database>,
  network: string,
  chains: readonly GovAt[],
): Promise<ProposalAt[]> {
  if (chains.length === 0) return [];
  const [rows, tallies] = await Promise.all([standing(db, network, chains), lastTallies(db, network, chains)]);
  const tallyOfRow = new Map(tallies.map((tally) => [nameOf(tally), tally]));
  return rows
    .map((row) => proposalOf(row, tallyOfRow.get(nameOf(row))))
    .sort((a, b) => (a.chainId === b.chainId ? compareIds(b.id, a.id) : a.chainId < b.chainId ? -1 : 1));
}

/** One of them. */
export async function findProposal(
  db: Kysely<Database>,
  network: string,
  { proposalId, ...chain }: ProposalRef,
): Promise<ProposalAt | undefined> {
  const [[row], [tally]] = await Promise.all([
    standing(db, network, [chain], proposalId),
    lastTallies(db, network, [chain], proposalId),
  ]);
  return row && proposalOf(row, tally);
}

const compareIds = (a: string, b: string) => a.length - b.length || (a < b ? -1 : Number(a > b));
const nameOf = (row: Row) => `${row.chain_id} ${row.proposal_id}`;

/** The proposals meant, newest first, as the inner side of a join with chains `c`. */
function meant(network: string, columns: RawBuilder<unknown>, only?: string): RawBuilder<unknown> {
  return sql`
    select ${columns} from proposal
    where network = ${network} and chain_id = c."chainId" and known_height <= c.height ${isOnly(only)}
    order by proposal_id desc limit ${MOST_PROPOSALS}`;
}

function isOnly(only?: string): RawBuilder<unknown> {
  return only === undefined ? sql`` : sql`and proposal_id = ${only}::numeric`;
}

function governed(chains: readonly GovAt[]): RawBuilder<unknown> {
  const asked = JSON.stringify(chains.map(({ chainId, height }) => ({ chainId, height })));
  return sql`jsonb_to_recordset(${asked}::jsonb) as c("chainId" text, height int8)`;
}

/** Of a proposal's few states all are read and the last is kept: a look at each proposal by itself would cost twice that. */
async function standing(
  db: Kysely<Database>,
  network: string,
  chains: readonly GovAt[],
  only?: string,
): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select p.*, s.status, s.deposit_end_ns, s.voting_start_ns, s.voting_end_ns, s.ended_ns, s.ended_height, s.reason,
      s.total_deposit, s.rules
    from ${governed(chains)}
    cross join lateral (${meant(network, sql`*`, only)}) p
    join lateral (
      select distinct on (proposal_id) * from proposal_status
      where network = ${network} and chain_id = c."chainId" and from_height <= c.height ${isOnly(only)}
      order by proposal_id desc, from_height desc
    ) s on s.proposal_id = p.proposal_id`.execute(db);
  return rows;
}

/** While people vote a node is asked again and again, so of each proposal the last tally is looked up. */
async function lastTallies(
  db: Kysely<Database>,
  network: string,
  chains: readonly GovAt[],
  only?: string,
): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select t.* from ${governed(chains)}
    cross join lateral (${meant(network, sql`chain_id, proposal_id`, only)}) p
    cross join lateral (
      select chain_id, proposal_id, yes, no, abstain, no_with_veto, height, is_final from proposal_tally
      where network = ${network} and chain_id = p.chain_id and proposal_id = p.proposal_id and height <= c.height
      order by height desc limit 1
    ) t`.execute(db);
  return rows;
}

function proposalOf(row: Row, tally: Row | undefined): ProposalAt {
  const ns = (name: string, key: string) => (row[key] === null ? {} : { [name]: BigInt(String(row[key])) });
  const text = (name: string, key: string) => (row[key] === null ? {} : { [name]: String(row[key]) });
  const height = (name: string, key: string) => (row[key] === null ? {} : { [name]: Number(row[key]) });
  return {
    chainId: row.chain_id,
    id: String(row.proposal_id),
    knownHeight: Number(row.known_height),
    ...height("submitHeight", "submit_height"),
    ...ns("submitTimeNs", "submit_time_ns"),
    ...text("txHash", "tx_hash"),
    ...text("proposer", "proposer"),
    title: row.title,
    summary: row.summary,
    metadata: row.metadata,
    expedited: row.expedited,
    messages: row.messages,
    status: row.status,
    ...ns("depositEndNs", "deposit_end_ns"),
    ...ns("votingStartNs", "voting_start_ns"),
    ...ns("votingEndNs", "voting_end_ns"),
    ...ns("endedNs", "ended_ns"),
    ...height("endedHeight", "ended_height"),
    ...text("reason", "reason"),
    totalDeposit: row.total_deposit,
    ...(row.rules === null ? {} : { rules: row.rules }),
    ...(tally ? { tally: tallyOf(tally) } : {}),
  } as ProposalAt;
}

function tallyOf(row: Row): TallyAt {
  return {
    yes: BigInt(String(row.yes)),
    no: BigInt(String(row.no)),
    abstain: BigInt(String(row.abstain)),
    noWithVeto: BigInt(String(row.no_with_veto)),
    height: Number(row.height),
    isFinal: row.is_final === true,
  };
}

export interface VoteAt {
  readonly chainId: string;
  readonly proposalId: string;
  readonly voter: string;
  readonly options: readonly { readonly option: "yes" | "abstain" | "no" | "no-with-veto"; readonly weight: string }[];
  readonly height: number;
  readonly timeNs?: bigint;
  readonly txHash?: string;
}

/** A proposal of a chain, up to a height of that chain. */
export interface ProposalRef extends GovAt {
  readonly proposalId: string;
}

/** The last vote of each voter on each proposal. */
export async function listVotes(
  db: Kysely<Database>,
  network: string,
  proposals: readonly ProposalRef[],
): Promise<VoteAt[]> {
  if (proposals.length === 0) return [];
  const { rows } = await sql<Row>`
    select v.*, b.time_ns
    from jsonb_to_recordset(${JSON.stringify(proposals)}::jsonb) as p("chainId" text, "proposalId" numeric, height int8)
    cross join lateral (
      select distinct on (voter) chain_id, proposal_id, voter, options, height, tx_hash from proposal_vote
      where network = ${network} and chain_id = p."chainId" and proposal_id = p."proposalId" and height <= p.height
      order by voter, height desc, event_index desc
    ) v
    left join block b on b.network = ${network} and b.chain_id = v.chain_id and b.height = v.height
    order by v.chain_id, v.proposal_id, v.height, v.voter`.execute(db);
  return rows.map((row) => ({
    chainId: String(row.chain_id),
    proposalId: String(row.proposal_id),
    voter: String(row.voter),
    options: row.options as VoteAt["options"],
    height: Number(row.height),
    ...(row.time_ns === null ? {} : { timeNs: BigInt(String(row.time_ns)) }),
    ...(row.tx_hash === null ? {} : { txHash: String(row.tx_hash) }),
  }));
}

export interface DepositAt {
  readonly depositor?: string;
  readonly amount: string;
  readonly height: number;
  readonly timeNs?: bigint;
  readonly txHash?: string;
}

/** Deposits on one proposal, oldest first. */
export async function listDeposits(
  db: Kysely<Database>,
  network: string,
  { chainId, proposalId, height }: ProposalRef,
): Promise<DepositAt[]> {
  const { rows } = await sql<Row>`
    select d.depositor, d.amount, d.height, d.tx_hash, b.time_ns from proposal_deposit d
    left join block b on b.network = d.network and b.chain_id = d.chain_id and b.height = d.height
    where d.network = ${network} and d.chain_id = ${chainId} and d.proposal_id = ${proposalId}::numeric
      and d.height <= ${height}
    order by d.height, d.event_index`.execute(db);
  return rows.map((row) => ({
    ...(row.depositor === null ? {} : { depositor: String(row.depositor) }),
    amount: String(row.amount),
    height: Number(row.height),
    ...(row.time_ns === null ? {} : { timeNs: BigInt(String(row.time_ns)) }),
    ...(row.tx_hash === null ? {} : { txHash: String(row.tx_hash) }),
  }));
}

/** The first height after `after`, up to `height`, at which the stored set of a consumer changed. */
export async function findStoredSetChange(
  db: Kysely<Database>,
  network: string,
  consumerId: string,
  after: number,
  height: number,
): Promise<number | undefined> {
  const { rows } = await sql<{ height: bigint | null }>`
    select min(from_height) as height from stored_validator
    where network = ${network} and consumer_id = ${consumerId} and from_height > ${after} and from_height <= ${height}`.execute(
    db,
  );
  const found = rows[0]?.height;
  return found === null || found === undefined ? undefined : Number(found);
}
