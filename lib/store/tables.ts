import type { Database } from "./schema";

/** SQL types of a table's columns without `network`, its key, and whether its rows are ranges: what writing needs to know. */
export interface TableSpec {
  readonly columns: Readonly<Record<string, string>>;
  /** Primary key after `network`. */
  readonly key: readonly string[];
  readonly isRange: boolean;
}

const RANGE = { from_height: "int8 not null", until_height: "int8 not null" } as const;

function range(columns: Record<string, string>, key: readonly string[]): TableSpec {
  return { columns: { ...columns, ...RANGE }, key: [...key, "from_height"], isRange: true };
}

function plain(columns: Record<string, string>, key: readonly string[]): TableSpec {
  return { columns, key, isRange: false };
}

const MEMBER = { consumer_id: "text not null", cons_address: "text not null" } as const;

/** Tables that blocks are turned into. `chain`, `endpoint` and `gap` are written by their own functions. */
export const BLOCK_TABLES = {
  block: plain(
    {
      chain_id: "text not null",
      height: "int8 not null",
      time_ns: "int8 not null",
      hash: "text not null",
      app_hash: "text not null",
      validators_hash: "text not null",
      next_validators_hash: "text not null",
      proposer: "text not null",
      tx_count: "int4 not null",
      failed_txs: "int4 not null",
      tx_bytes: "int8 not null",
      gas_used: "numeric not null",
      gas_wanted: "numeric not null",
      commit_flags: "text not null",
      evidence_count: "int4 not null",
    },
    ["chain_id", "height"],
  ),
  comet_validator: range(
    { chain_id: "text not null", address: "text not null", pub_key: "text not null", power: "numeric not null" },
    ["chain_id", "address"],
  ),
  provider_params: range({ params: "jsonb not null" }, []),
  validator: range(
    {
      operator: "text not null",
      cons_address: "text not null",
      pub_key: "text not null",
      moniker: "text not null",
      identity: "text not null",
      website: "text not null",
      details: "text not null",
      commission_rate: "text not null",
      tokens: "numeric not null",
      status: "text not null",
      jailed: "bool not null",
      power: "numeric not null",
      active: "bool not null",
    },
    ["operator"],
  ),
  consumer: range(
    {
      consumer_id: "text not null",
      chain_id: "text not null",
      phase: "text not null",
      owner: "text not null",
      metadata: "jsonb not null",
      init_params: "jsonb",
      power_shaping: "jsonb not null",
      infraction: "jsonb",
      client_id: "text",
      channel_id: "text",
      reward_denoms: "jsonb not null",
      min_power_in_top_n: "numeric",
      removal_time_ns: "int8",
    },
    ["consumer_id"],
  ),
  opted_in: range(MEMBER, ["consumer_id", "cons_address"]),
  stored_validator: range(
    { ...MEMBER, power: "numeric not null", pub_key: "text not null", join_height: "int8 not null" },
    ["consumer_id", "cons_address"],
  ),
  assigned_key: range({ ...MEMBER, consumer_address: "text not null", pub_key: "text not null" }, [
    "consumer_id",
    "cons_address",
  ]),
  consumer_commission: range({ ...MEMBER, rate: "text not null" }, ["consumer_id", "cons_address"]),
  slash_meter: range({ meter: "numeric not null", allowance: "numeric not null", next_replenish_ns: "int8" }, []),
  queued_packet: range({ consumer_id: "text not null", vsc_id: "numeric not null", data: "jsonb not null" }, [
    "consumer_id",
    "vsc_id",
  ]),
  queued_infraction: range({ consumer_id: "text not null", infraction: "jsonb not null", due_ns: "int8" }, [
    "consumer_id",
  ]),
  client_state: range(
    {
      chain_id: "text not null",
      client_id: "text not null",
      latest_height: "int8 not null",
      trusting_period_ns: "int8",
      frozen: "bool not null",
    },
    ["chain_id", "client_id"],
  ),
  vsc_epoch: plain({ vsc_id: "numeric not null", epoch_height: "int8 not null" }, ["vsc_id"]),
  packet_event: plain(
    {
      chain_id: "text not null",
      height: "int8 not null",
      event_index: "int4 not null",
      kind: "text not null",
      src_port: "text not null",
      src_channel: "text not null",
      dst_port: "text not null",
      dst_channel: "text not null",
      sequence: "numeric not null",
      timeout_ns: "numeric",
      data: "jsonb",
      ack: "text",
      tx_hash: "text",
      msg_index: "int4",
    },
    ["chain_id", "height", "event_index"],
  ),
  timeline_event: plain(
    {
      consumer_id: "text not null",
      height: "int8 not null",
      event_index: "int4 not null",
      kind: "text not null",
      tx_hash: "text",
      detail: "jsonb not null",
    },
    ["consumer_id", "height", "event_index"],
  ),
  relay_tx: plain(
    {
      chain_id: "text not null",
      tx_hash: "text not null",
      height: "int8 not null",
      relayer: "text",
      fee: "jsonb not null",
      client_updates: "int4 not null",
    },
    ["chain_id", "tx_hash"],
  ),
  handshake_event: plain(
    {
      chain_id: "text not null",
      height: "int8 not null",
      event_index: "int4 not null",
      kind: "text not null",
      port_id: "text",
      channel_id: "text",
      connection_id: "text",
      client_id: "text",
      counterparty_channel: "text",
      counterparty_connection: "text",
      tx_hash: "text",
    },
    ["chain_id", "height", "event_index"],
  ),
  punishment: plain(
    {
      height: "int8 not null",
      ordinal: "int4 not null",
      cons_address: "text not null",
      kind: "text not null",
      cause: "text not null",
      consumer_id: "text",
      consumer_chain_id: "text",
      channel_id: "text",
      sequence: "numeric",
      because: "text",
      tx_hash: "text",
      msg_index: "int4",
      submitter: "text",
      consumer_address: "text",
      vsc_id: "numeric",
      infraction_height: "int8",
      fraction: "text",
      jailed_until_ns: "numeric",
      tombstoned: "bool not null",
      power: "numeric",
      amount: "numeric",
      amount_unbonding: "numeric",
      amount_because: "text",
      detail: "jsonb not null",
    },
    ["height", "ordinal"],
  ),
  unjailing: plain({ height: "int8 not null", ordinal: "int4 not null", operator: "text not null", tx_hash: "text" }, [
    "height",
    "ordinal",
  ]),
  slash_request: plain(
    {
      chain_id: "text not null",
      height: "int8 not null",
      ordinal: "int4 not null",
      cons_address: "text not null",
      infraction: "text not null",
      vsc_id: "numeric",
    },
    ["chain_id", "height", "ordinal"],
  ),
  set_member: range({ chain_id: "text not null", address: "text not null" }, ["chain_id", "address"]),
  missed_blocks: range({ chain_id: "text not null", address: "text not null" }, ["chain_id", "address"]),
  outstanding_downtime: range({ chain_id: "text not null", address: "text not null" }, ["chain_id", "address"]),
  reward_total: range(
    {
      chain_id: "text not null",
      consumer_id: "text not null",
      denom: "text not null",
      source_denom: "text",
      source_channel: "text",
      trace: "text",
      counted_since: "int8 not null",
      base: "numeric",
      received: "numeric not null",
      validators: "numeric not null",
      community_pool: "numeric not null",
      is_allowed: "bool not null",
    },
    ["chain_id", "consumer_id", "denom"],
  ),
  reward_receipt: plain(
    {
      chain_id: "text not null",
      height: "int8 not null",
      event_index: "int4 not null",
      consumer_id: "text not null",
      denom: "text not null",
      amount: "numeric not null",
      src_channel: "text",
      dst_channel: "text",
      sequence: "numeric",
      tx_hash: "text",
      msg_index: "int4",
    },
    ["chain_id", "height", "event_index"],
  ),
  reward_sent: range(
    {
      chain_id: "text not null",
      channel_id: "text not null",
      denom: "text not null",
      counted_since: "int8 not null",
      sent: "numeric not null",
      returned: "numeric not null",
      packets: "int4 not null",
    },
    ["chain_id", "channel_id", "denom"],
  ),
  reward_packet: range(
    {
      chain_id: "text not null",
      channel_id: "text not null",
      sequence: "numeric not null",
      denom: "text not null",
      amount: "numeric not null",
    },
    ["chain_id", "channel_id", "sequence"],
  ),
  block_limits: range({ chain_id: "text not null", max_bytes: "int8 not null", max_gas: "int8 not null" }, [
    "chain_id",
  ]),
  slashing_params: range({ chain_id: "text not null", params: "jsonb not null" }, ["chain_id"]),
  proposal: plain(
    {
      chain_id: "text not null",
      proposal_id: "numeric not null",
      known_height: "int8 not null",
      submit_height: "int8",
      submit_time_ns: "int8",
      tx_hash: "text",
      proposer: "text",
      title: "text not null",
      summary: "text not null",
      metadata: "text not null",
      expedited: "bool not null",
      messages: "jsonb not null",
    },
    ["chain_id", "proposal_id"],
  ),
  proposal_status: range(
    {
      chain_id: "text not null",
      proposal_id: "numeric not null",
      status: "text not null",
      deposit_end_ns: "int8",
      voting_start_ns: "int8",
      voting_end_ns: "int8",
      ended_ns: "int8",
      ended_height: "int8",
      reason: "text",
      total_deposit: "jsonb not null",
      rules: "jsonb",
    },
    ["chain_id", "proposal_id"],
  ),
  proposal_deposit: plain(
    {
      chain_id: "text not null",
      height: "int8 not null",
      event_index: "int4 not null",
      proposal_id: "numeric not null",
      depositor: "text",
      amount: "text not null",
      tx_hash: "text",
    },
    ["chain_id", "height", "event_index"],
  ),
  proposal_vote: plain(
    {
      chain_id: "text not null",
      height: "int8 not null",
      event_index: "int4 not null",
      proposal_id: "numeric not null",
      voter: "text not null",
      options: "jsonb not null",
      tx_hash: "text",
    },
    ["chain_id", "height", "event_index"],
  ),
  proposal_tally: plain(
    {
      chain_id: "text not null",
      proposal_id: "numeric not null",
      height: "int8 not null",
      yes: "numeric not null",
      no: "numeric not null",
      abstain: "numeric not null",
      no_with_veto: "numeric not null",
      is_final: "bool not null",
    },
    ["chain_id", "proposal_id", "height"],
  ),
  consumer_chain_link: plain(
    {
      chain_id: "text not null",
      consumer_id: "text not null",
      since_height: "int8 not null",
      provider_client_id: "text",
    },
    ["chain_id"],
  ),
} as const satisfies Partial<Record<keyof Database, TableSpec>>;

export type BlockTableName = keyof typeof BLOCK_TABLES;

/** Texts that people write, or that are as long as what they tell of. No index holds one. */
const FREE_TEXT: ReadonlySet<string> = new Set([
  ...["moniker", "identity", "website", "details", "title", "summary", "metadata", "reason"],
  ...["commit_flags", "ack", "trace", "source_denom", "amount"],
]);

const NAMES = Object.fromEntries(
  Object.entries(BLOCK_TABLES as Readonly<Record<string, TableSpec>>).map(([table, { columns }]) => [
    table,
    Object.keys(columns).filter((column) => columns[column]?.startsWith("text") && !FREE_TEXT.has(column)),
  ]),
);

/** Columns of a table that name something (an address, a channel, a denom): they stand in indexes, and so have a bound. */
export function nameColumns(table: BlockTableName): readonly string[] {
  return NAMES[table] ?? [];
}

export function isBlockTable(name: string): name is BlockTableName {
  return Object.hasOwn(BLOCK_TABLES, name);
}
