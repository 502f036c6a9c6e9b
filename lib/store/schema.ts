import type { ColumnType } from "kysely";

/** End of a range that is still open. Provider or chain heights never come near. */
export const OPEN_UNTIL = 9_223_372_036_854_775_807n;

/** int8: BigInt out of both drivers, any exact form in. */
type Int8 = ColumnType<bigint, bigint | number | string, bigint | number | string>;
/** numeric: decimal text out, so that powers, tokens and uint64 ids never pass through a float. */
type Numeric = ColumnType<string, string | bigint | number, string | bigint | number>;
type Json<T = unknown> = ColumnType<T, string, string>;

interface Ranged {
  network: string;
  from_height: Int8;
  until_height: Int8;
}

export interface ChainTable {
  network: string;
  chain_id: string;
  role: string;
  consumer_id: string | null;
  dialect: string | null;
  dialect_since: Int8 | null;
  module_state: string | null;
  module_since: Int8 | null;
  first_height: Int8 | null;
  next_height: Int8 | null;
  earliest_height: Int8 | null;
  head_height: Int8 | null;
  head_time_ns: Int8 | null;
  head_seen_ns: Int8 | null;
  state: string;
  state_detail: string | null;
  state_since_ns: Int8;
  updated_ns: Int8;
  memory: Json | null;
}

/** What is read of a chain beside its blocks, since which of them and by which rules; "core" is all that is no follower's. */
export interface SubjectTable {
  network: string;
  chain_id: string;
  subject: string;
  version: number;
  from_height: Int8;
  /** Why blocks before that were not read so. */
  because: string | null;
  /** How reading them again fares. */
  reread: string | null;
}

export interface EndpointTable {
  network: string;
  chain_id: string;
  url: string;
  info: Json;
  updated_ns: Int8;
}

export interface GapTable {
  network: string;
  chain_id: string;
  from_height: Int8;
  to_height: Int8;
  reason: string;
  noticed_ns: Int8;
}

export interface BlockTable {
  network: string;
  chain_id: string;
  height: Int8;
  time_ns: Int8;
  hash: string;
  app_hash: string;
  validators_hash: string;
  next_validators_hash: string;
  proposer: string;
  tx_count: number;
  failed_txs: number;
  tx_bytes: Int8;
  gas_used: Numeric;
  gas_wanted: Numeric;
  /** One hex digit pair per validator of height − 1, in the order of its set. */
  commit_flags: string;
  evidence_count: number;
}

export interface CometValidatorTable extends Ranged {
  chain_id: string;
  address: string;
  pub_key: string;
  power: Numeric;
}

export interface ProviderParamsTable extends Ranged {
  params: Json;
}

export interface ValidatorTable extends Ranged {
  operator: string;
  cons_address: string;
  pub_key: string;
  moniker: string;
  identity: string;
  website: string;
  details: string;
  commission_rate: string;
  tokens: Numeric;
  status: string;
  jailed: boolean;
  power: Numeric;
  active: boolean;
}

export interface ConsumerTable extends Ranged {
  consumer_id: string;
  chain_id: string;
  phase: string;
  owner: string;
  metadata: Json;
  init_params: Json | null;
  power_shaping: Json;
  infraction: Json | null;
  client_id: string | null;
  channel_id: string | null;
  reward_denoms: Json;
  min_power_in_top_n: Numeric | null;
  removal_time_ns: Int8 | null;
}

export interface OptedInTable extends Ranged {
  consumer_id: string;
  cons_address: string;
}

export interface StoredValidatorTable extends OptedInTable {
  power: Numeric;
  pub_key: string;
  join_height: Int8;
}

export interface AssignedKeyTable extends OptedInTable {
  consumer_address: string;
  pub_key: string;
}

export interface ConsumerCommissionTable extends OptedInTable {
  rate: string;
}

export interface SlashMeterTable extends Ranged {
  meter: Numeric;
  allowance: Numeric;
  next_replenish_ns: Int8 | null;
}

export interface QueuedPacketTable extends Ranged {
  consumer_id: string;
  vsc_id: Numeric;
  data: Json;
}

/** Infraction parameters of a launched consumer that wait for the unbonding time (prefix 58). */
export interface QueuedInfractionTable extends Ranged {
  consumer_id: string;
  infraction: Json;
  /** When they apply (prefix 59); null where they were queued before our record. */
  due_ns: Int8 | null;
}

export interface ClientStateTable extends Ranged {
  chain_id: string;
  client_id: string;
  latest_height: Int8;
  trusting_period_ns: Int8 | null;
  frozen: boolean;
}

export interface VscEpochTable {
  network: string;
  vsc_id: Numeric;
  epoch_height: Int8;
}

export interface PacketEventTable {
  network: string;
  chain_id: string;
  height: Int8;
  event_index: number;
  kind: string;
  src_port: string;
  src_channel: string;
  dst_port: string;
  dst_channel: string;
  sequence: Numeric;
  timeout_ns: Numeric | null;
  data: Json | null;
  ack: string | null;
  tx_hash: string | null;
  msg_index: number | null;
}

export interface TimelineEventTable {
  network: string;
  consumer_id: string;
  height: Int8;
  event_index: number;
  kind: string;
  tx_hash: string | null;
  detail: Json;
}

export interface ConsumerChainLinkTable {
  network: string;
  chain_id: string;
  consumer_id: string;
  since_height: Int8;
  /** The consumer's light client of its provider, as its module names it (ics-protocol.md §2.4, key 3). */
  provider_client_id: string | null;
}

export interface RelayTxTable {
  network: string;
  chain_id: string;
  tx_hash: string;
  height: Int8;
  relayer: string | null;
  fee: Json<readonly { denom: string; amount: string }[]>;
  client_updates: number;
}

export interface HandshakeEventTable {
  network: string;
  chain_id: string;
  height: Int8;
  event_index: number;
  kind: string;
  port_id: string | null;
  channel_id: string | null;
  connection_id: string | null;
  client_id: string | null;
  counterparty_channel: string | null;
  counterparty_connection: string | null;
  tx_hash: string | null;
}

export interface PunishmentTable {
  network: string;
  height: Int8;
  ordinal: number;
  cons_address: string;
  kind: string;
  cause: string;
  consumer_id: string | null;
  consumer_chain_id: string | null;
  channel_id: string | null;
  sequence: Numeric | null;
  because: string | null;
  tx_hash: string | null;
  msg_index: number | null;
  submitter: string | null;
  consumer_address: string | null;
  vsc_id: Numeric | null;
  infraction_height: Int8 | null;
  fraction: string | null;
  jailed_until_ns: Numeric | null;
  tombstoned: boolean;
  power: Numeric | null;
  amount: Numeric | null;
  amount_unbonding: Numeric | null;
  amount_because: string | null;
  detail: Json;
}

export interface UnjailingTable {
  network: string;
  height: Int8;
  ordinal: number;
  operator: string;
  tx_hash: string | null;
}

export interface SlashRequestTable {
  network: string;
  chain_id: string;
  height: Int8;
  ordinal: number;
  cons_address: string;
  infraction: string;
  vsc_id: Numeric | null;
}

/** Consecutive blocks of one address on one chain: in the set, missed, or not watched for downtime. */
export interface AddressRangeTable extends Ranged {
  chain_id: string;
  address: string;
}

export interface BlockLimitsTable extends Ranged {
  chain_id: string;
  max_bytes: Int8;
  max_gas: Int8;
}

export interface SlashingParamsTable extends Ranged {
  chain_id: string;
  params: Json;
}

export interface ProposalTable {
  network: string;
  chain_id: string;
  proposal_id: Numeric;
  known_height: Int8;
  submit_height: Int8 | null;
  submit_time_ns: Int8 | null;
  tx_hash: string | null;
  proposer: string | null;
  title: string;
  summary: string;
  metadata: string;
  expedited: boolean;
  messages: Json;
}

export interface ProposalStatusTable extends Ranged {
  chain_id: string;
  proposal_id: Numeric;
  status: string;
  deposit_end_ns: Int8 | null;
  voting_start_ns: Int8 | null;
  voting_end_ns: Int8 | null;
  ended_ns: Int8 | null;
  ended_height: Int8 | null;
  reason: string | null;
  total_deposit: Json;
  rules: Json | null;
}

export interface ProposalDepositTable {
  network: string;
  chain_id: string;
  height: Int8;
  event_index: number;
  proposal_id: Numeric;
  depositor: string | null;
  amount: string;
  tx_hash: string | null;
}

export interface ProposalVoteTable {
  network: string;
  chain_id: string;
  height: Int8;
  event_index: number;
  proposal_id: Numeric;
  voter: string;
  options: Json;
  tx_hash: string | null;
}

export interface ProposalTallyTable {
  network: string;
  chain_id: string;
  proposal_id: Numeric;
  height: Int8;
  yes: Numeric;
  no: Numeric;
  abstain: Numeric;
  no_with_veto: Numeric;
  is_final: boolean;
}

export interface RewardTotalTable extends Ranged {
  chain_id: string;
  consumer_id: string;
  denom: string;
  source_denom: string | null;
  source_channel: string | null;
  trace: string | null;
  counted_since: Int8;
  base: Numeric | null;
  received: Numeric;
  validators: Numeric;
  community_pool: Numeric;
  is_allowed: boolean;
}

export interface RewardReceiptTable {
  network: string;
  chain_id: string;
  height: Int8;
  event_index: number;
  consumer_id: string;
  denom: string;
  amount: Numeric;
  src_channel: string | null;
  dst_channel: string | null;
  sequence: Numeric | null;
  tx_hash: string | null;
  msg_index: number | null;
}

export interface RewardSentTable extends Ranged {
  chain_id: string;
  channel_id: string;
  denom: string;
  counted_since: Int8;
  sent: Numeric;
  returned: Numeric;
  packets: number;
}

export interface RewardPacketTable extends Ranged {
  chain_id: string;
  channel_id: string;
  sequence: Numeric;
  denom: string;
  amount: Numeric;
}

/** Where trust in a chain begins: `configured` by the operator, or the `first-use` of its nodes. */
export interface TrustRootTable {
  network: string;
  chain_id: string;
  height: Int8;
  hash: string;
  method: string;
  since_ns: Int8;
}

/** A header that follows from the trust root, with its commit and sets as the node wrote them. */
export interface LightBlockTable {
  network: string;
  chain_id: string;
  height: Int8;
  time_ns: Int8;
  hash: string;
  app_hash: string;
  block: Json;
}

/** What of a chain was ever checked; consumer id as in `verification`. */
export interface CheckedSubjectTable {
  network: string;
  chain_id: string;
  consumer_id: string;
  subject: string;
}

/** What came of checking one subject at one height. Consumer id is empty for what belongs to no consumer. */
export interface VerificationTable {
  network: string;
  chain_id: string;
  consumer_id: string;
  subject: string;
  height: Int8;
  outcome: string;
  because: string | null;
  says: string;
  row_count: number;
  /** Rows with their proofs; null once older ones were let go. */
  evidence: Json | null;
  checked_ns: Int8;
}

/** An answer of one endpoint that is not what was proven (`is_proven`), or not what the others say. */
export interface EndpointVerdictTable {
  network: string;
  chain_id: string;
  url: string;
  height: Int8;
  field: string;
  expected: string;
  answered: string;
  is_proven: boolean;
  noticed_ns: Int8;
}

/** A check that a reader has asked for and that waits for its turn. */
export interface RecheckTable {
  network: string;
  chain_id: string;
  height: Int8;
  asked_ns: Int8;
}

/** A network that was imported from a file: it stands beside live ones, and nobody follows it. */
export interface RecordTable {
  network: string;
  /** The network's name where it was exported. */
  source: string;
  provider_chain_id: string;
  /** Version of the explorer that wrote the file. */
  explorer: string;
  exported_ns: Int8;
  imported_ns: Int8;
  /** Provider heights. */
  from_height: Int8;
  until_height: Int8;
  /** Of the file, lower-case hex. */
  sha256: string;
  /** What was proven on import, and what only came along. */
  summary: Json;
}

/** Every table starts with `network`. Range tables hold `[from_height, until_height)`. */
export interface Database {
  chain: ChainTable;
  subject: SubjectTable;
  endpoint: EndpointTable;
  gap: GapTable;
  block: BlockTable;
  comet_validator: CometValidatorTable;
  provider_params: ProviderParamsTable;
  validator: ValidatorTable;
  consumer: ConsumerTable;
  opted_in: OptedInTable;
  stored_validator: StoredValidatorTable;
  assigned_key: AssignedKeyTable;
  consumer_commission: ConsumerCommissionTable;
  slash_meter: SlashMeterTable;
  queued_packet: QueuedPacketTable;
  queued_infraction: QueuedInfractionTable;
  client_state: ClientStateTable;
  vsc_epoch: VscEpochTable;
  packet_event: PacketEventTable;
  timeline_event: TimelineEventTable;
  consumer_chain_link: ConsumerChainLinkTable;
  relay_tx: RelayTxTable;
  handshake_event: HandshakeEventTable;
  punishment: PunishmentTable;
  unjailing: UnjailingTable;
  slash_request: SlashRequestTable;
  set_member: AddressRangeTable;
  missed_blocks: AddressRangeTable;
  outstanding_downtime: AddressRangeTable;
  block_limits: BlockLimitsTable;
  slashing_params: SlashingParamsTable;
  proposal: ProposalTable;
  proposal_status: ProposalStatusTable;
  proposal_deposit: ProposalDepositTable;
  proposal_vote: ProposalVoteTable;
  proposal_tally: ProposalTallyTable;
  reward_total: RewardTotalTable;
  reward_receipt: RewardReceiptTable;
  reward_sent: RewardSentTable;
  reward_packet: RewardPacketTable;
  trust_root: TrustRootTable;
  light_block: LightBlockTable;
  verification: VerificationTable;
  checked_subject: CheckedSubjectTable;
  endpoint_verdict: EndpointVerdictTable;
  record: RecordTable;
  recheck: RecheckTable;
}
