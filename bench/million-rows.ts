import { type Kysely, sql } from "kysely";
import type { Database } from "@/lib/store/schema";

/** A made-up network of this size: what a provider with a thousand consumers comes to after half a million blocks. */
export const SHAPE = {
  network: "million",
  providerBlocks: 500_000,
  /** Consumers whose nodes are read too, each with a fifth of the provider's blocks. */
  ownChains: 5,
  consumers: 1_000,
  members: 180,
  validators: 500,
  epochBlocks: 600,
} as const;

const { network: NET, providerBlocks: P, ownChains, consumers, members, validators, epochBlocks: E } = SHAPE;
const C = P / 5;
const EPOCHS = Math.floor(P / E);
const OPEN = "9223372036854775807";
const NS = 6_000_000_000;

const hex = (what: string, upper = true) => (upper ? `upper(md5(${what}) || md5(${what}))` : `md5(${what})`);
const series = (name: string, from: number, to: number) => `generate_series(${from}, ${to}) ${name}`;
/** Validator v of the provider: its address, as every table names it. */
const cons = (v: string) => `lpad(to_hex(${v}), 40, '0')`;
/** The m-th member of consumer c. */
const member = cons(`((c * 37 + m) % ${validators})`);
/** `count` ranges one after the other, each `width` blocks long; the last is open. */
const range = (count: number, width: number, shift = "0") =>
  `1 + r * ${width} + ${shift}, case when r = ${count - 1} then ${OPEN} else 1 + (r + 1) * ${width} + ${shift} end`;
/** Where the r-th range of consumer c begins: the first four within its first blocks, the others over the whole record. */
const lifeFrom = (r: string) => `case when ${r} < 4 then ${r} * 4000 + 2 * c + 1 else ${r} * ${P / 20} + c end`;
const own = series("k", 0, ownChains - 1);
const all = series("c", 0, consumers - 1);
const ofAll = series("m", 0, members - 1);
const stagger = `((c * 7 + m * 11) % 83) * ${E}`;
const row = (table: string, values: string, from: string) =>
  `insert into ${table} select '${NET}', ${values} from ${from}`;

const header = (key: string) =>
  `${hex(key)}, ${hex(`${key} || 'a'`)}, ${hex("(h / 500)::text")}, ${hex("((h + 1) / 500)::text")}, ${hex("(h % 180)::text", false)},
   3, 0, 1200, 90000, 120000, repeat('02', ${members}), 0`;
const PARAMS = JSON.stringify({
  blocksPerEpoch: E,
  maxProviderConsensusValidators: members,
  slashMeterReplenishPeriodNs: "3600000000000",
  slashMeterReplenishFraction: "0.05",
  ccvTimeoutPeriodNs: "2419200000000000",
  trustingPeriodFraction: "0.66",
  numberOfEpochsToStartReceivingRewards: 24,
  registeredRewardDenoms: [],
  bondDenom: "uatom",
  unbondingPeriodNs: "1814400000000000",
});
const SHAPING = JSON.stringify({
  topN: 0,
  validatorsPowerCap: 0,
  validatorSetCap: 0,
  allowlist: [],
  denylist: [],
  prioritylist: [],
  minStake: "0",
  allowInactiveVals: true,
});
const SLASHING = JSON.stringify({ signedBlocksWindow: "10000", minSignedPerWindow: "0.05" });
const UPDATE = `jsonb_build_object('valsetUpdateId', e::text, 'slashAcks', '[]'::jsonb, 'updates', jsonb_build_array(
  jsonb_build_object('pubKey', repeat('ab', 32), 'power', e::text)))`;
const packet = (chain: string, height: string, index: string, kind: string, data: string, tx: string, from: string) =>
  row(
    "packet_event",
    `${chain}, ${height}, ${index}, '${kind}', 'provider', 'channel-' || c, 'consumer', 'channel-0', e,
     ${P}::numeric * ${NS}, ${data}, ${kind === "write_ack" ? "'result'" : "null"}, ${tx}, 0`,
    from,
  );
const epochs = series("e", 1, EPOCHS - 1);
const ownEpochs = `generate_series(0, ${ownChains - 1}) c, ${epochs}`;

/** Statements that fill it, by what they fill. */
const STATEMENTS: readonly string[] = [
  row("block", `'p-1', h, h * ${NS}::int8, ${header("h::text")}`, series("h", 1, P)),
  row("block", `'c-' || k, h, h * ${NS * 5}::int8 - 1, ${header("k || ' ' || h")}`, `${own}, ${series("h", 1, C)}`),
  row("provider_params", `'${PARAMS}', 1, ${OPEN}`, "(values (1)) x"),
  row(
    "comet_validator",
    `'p-1', ${cons("v")}, ${hex("v::text", false)}, 1000 + r, ${range(P / 500, 500)}`,
    `${series("v", 0, members - 1)}, ${series("r", 0, P / 500 - 1)}`,
  ),
  row(
    "comet_validator",
    `'c-' || k, ${cons("v")}, ${hex("v::text", false)}, 1000 + r, ${range(166, 600)}`,
    `${own}, ${series("v", 0, members - 1)}, ${series("r", 0, 165)}`,
  ),
  row(
    "validator",
    `'op' || v, ${cons("v")}, ${hex("v::text", false)}, 'Validator ' || v, '', 'https://example.org', 'A validator', '0.05',
     (1000000 - v) * 1000000::numeric + r, 'bonded', false, 1000000 - v, v < ${members}, ${range(P / 500, 500)}`,
    `${series("v", 0, validators - 1)}, ${series("r", 0, P / 500 - 1)}`,
  ),
  // Since 2026-11-28 as in the recording (its 11 consumers come into 26 phases and channels in 26 blocks): each goes through its
  // phases, and gets its channel, in blocks of its own. Before, all were launched in block 1.
  row(
    "consumer",
    `c::text, 'chain-' || c, coalesce((array['registered','initialized'])[r + 1], 'launched'), 'cosmos1owner', jsonb_build_object('name', 'Consumer ' || c, 'description', '', 'metadata', ''),
     null, '${SHAPING}', null, case when r > 1 then '07-tendermint-' || c end, case when r > 2 then 'channel-' || c end, '[]', null, null,
     ${lifeFrom("r")}, case when r = 19 then ${OPEN} else ${lifeFrom("(r + 1)")} end`,
    `${all}, ${series("r", 0, 19)}`,
  ),
  row("opted_in", `c::text, ${member}, 100, ${OPEN}`, `${all}, ${ofAll}`),
  row(
    "opted_in",
    `c::text, ${cons(`((c * 37 + m + ${members}) % ${validators})`)}, 100, 50000 + m`,
    `${all}, ${ofAll}`,
  ),
  row(
    "stored_validator",
    `c::text, ${member}, 1000000 - m, ${hex("m::text", false)}, 600, ${range(10, P / 10, stagger)}`,
    `${all}, ${ofAll}, ${series("r", 0, 9)}`,
  ),
  row(
    "assigned_key",
    `c::text, ${member}, ${hex("c || ' ' || m || ' ' || r", false)}, ${hex("c || ' ' || m || 'key'", false)}, ${range(2, P / 2)}`,
    `${all}, ${series("m", 0, 59)}, ${series("r", 0, 1)}`,
  ),
  row(
    "consumer_commission",
    `c::text, ${member}, '0.1', ${range(2, P / 2)}`,
    `${all}, ${series("m", 0, 59)}, ${series("r", 0, 1)}`,
  ),
  row("slash_meter", `1000 + r, 2000, null, ${range(P / 5, 5)}`, series("r", 0, P / 5 - 1)),
  row("queued_infraction", `c::text, '{}', null, ${range(2, P / 2)}`, `${series("c", 0, 99)}, ${series("r", 0, 1)}`),
  row(
    "client_state",
    `'p-1', '07-tendermint-' || c, r, 1000000000000, false, ${range(EPOCHS, E, "c % 500")}`,
    `${all}, ${series("r", 0, EPOCHS - 1)}`,
  ),
  row(
    "client_state",
    `'c-' || k, '07-tendermint-0', r, 1000000000000, false, ${range(EPOCHS, 120)}`,
    `${own}, ${series("r", 0, EPOCHS - 1)}`,
  ),
  row("vsc_epoch", `e, e * ${E}`, epochs),
  packet("'p-1'", `e * ${E}`, "c", "send", UPDATE, "null", `${all}, ${epochs}`),
  packet("'p-1'", `e * ${E} + 9`, "c", "ack", "null", `${hex("c || ' ' || e")}`, `${all}, ${epochs}`),
  packet("'c-' || c", `e * ${E / 5} + 1`, "0", "recv", UPDATE, `${hex("c || '-' || e")}`, ownEpochs),
  packet("'c-' || c", `e * ${E / 5} + 1`, "1", "write_ack", "null", `${hex("c || '-' || e")}`, ownEpochs),
  row(
    "packet_event",
    `'p-1', s * 1200 + 3, 5000, 'write_ack', 'consumer', 'channel-0', 'provider', 'channel-' || (s % ${ownChains}), s, null,
     jsonb_build_object('kind', 'slash', 'slash', jsonb_build_object('validator', ${cons("(s % 180)")}, 'power', '5', 'valsetUpdateId', '7', 'infraction', 'downtime')),
     'result', ${hex("'slash' || s")}, 0`,
    series("s", 1, 400),
  ),
  row(
    "timeline_event",
    `c::text, 1 + s * 2400 + c, 0, case when s % 190 = 7 and c < 20 then 'launch-failed' else 'opt-in' end, ${hex("c || 't' || s")}, jsonb_build_object('provider_consensus_address', 'x', 'submitter_address', 'op' || (s % 180))`,
    `${all}, ${series("s", 0, 199)}`,
  ),
  row("consumer_chain_link", "'c-' || k, k::text, 1, '07-tendermint-0'", own),
  row(
    "relay_tx",
    `'p-1', ${hex("c || ' ' || e")}, e * ${E} + 9, 'cosmos1relayer' || (c % 20), '[{"denom":"uatom","amount":"2500"}]', 1`,
    `${all}, ${epochs}`,
  ),
  row(
    "handshake_event",
    `'p-1', 100 + c * 4 + s, 0, (array['connection_open_try','connection_open_confirm','channel_open_try','channel_open_confirm'])[s + 1],
     'provider', case when s > 1 then 'channel-' || c end, 'connection-' || c, '07-tendermint-' || c, null, null, ${hex("'hs' || c || s")}`,
    `${all}, ${series("s", 0, 3)}`,
  ),
  row(
    "punishment",
    `1 + s * 800, 0, ${cons("(s % 180)")}, 'downtime', 'consumer', (s % 5)::text, 'c-' || (s % 5), 'channel-' || (s % 5), s, null,
     ${hex("'slash' || s")}, 0, null, ${cons("(s % 180)")}, 5, s * 790, '0.0001', null, false, 5, 5, 0, null, '{}'`,
    series("s", 1, 620),
  ),
  row("unjailing", `1 + s * 800 + 30, 0, 'op' || (s % 180), ${hex("'unjail' || s")}`, series("s", 1, 620)),
  row(
    "slash_request",
    `'c-' || k, 1 + s * 400, 0, ${cons("(s % 180)")}, 'downtime', 5`,
    `${own}, ${series("s", 1, 240)}`,
  ),
  ...["'p-1'", "'c-0'"].flatMap((chain) => [
    row(
      "set_member",
      `${chain}, ${cons("v")}, ${range(10, chain === "'p-1'" ? P / 10 : C / 10)}`,
      `${series("v", 0, 179)}, ${series("r", 0, 9)}`,
    ),
    row(
      "missed_blocks",
      `${chain}, ${cons("v")}, 1 + r * ${chain === "'p-1'" ? 250 : 50} + v % 50, 3 + r * ${chain === "'p-1'" ? 250 : 50} + v % 50`,
      `${series("v", 0, 179)}, ${series("r", 0, 1_999)}`,
    ),
    row(
      "outstanding_downtime",
      `${chain}, ${cons("v")}, 1 + r * 9000, r * 9000 + 400`,
      `${series("v", 0, 179)}, ${series("r", 0, 99)}`,
    ),
    row("slashing_params", `${chain}, '${SLASHING}', 1, ${OPEN}`, "(values (1)) x"),
  ]),
  row(
    "reward_total",
    `'p-1', c::text, 'ibc/' || ${hex("c::text")}, 'u', 'channel-1', 'transfer/channel-1/u', 1, 0, r * 10, r * 9, 0, true, ${range(500, 1_000, "c")}`,
    `${all}, ${series("r", 0, 499)}`,
  ),
  row(
    "reward_receipt",
    `'p-1', 1 + s * 1000 + c % 1000, c, c::text, 'ibc/' || ${hex("c::text")}, 500, 'channel-1', 'channel-' || c, s, ${hex("c || 'r' || s")}, 0`,
    `${all}, ${series("s", 0, 498)}`,
  ),
  row(
    "reward_sent",
    `'c-' || k, 'channel-1', 'u', 1, r * 10, 0, r, ${range(20_000, 5)}`,
    `${own}, ${series("r", 0, 19_999)}`,
  ),
  row("reward_packet", `'c-' || k, 'channel-1', s, 'u', 10, s * 5, s * 5 + 3`, `${own}, ${series("s", 1, 19_900)}`),
  row(
    "proposal",
    `'p-1', i, i * 490, i * 490, 0, ${hex("'prop' || i")}, 'cosmos1a', 'Proposal ' || i, repeat('text ', 200), '', false, '[]'`,
    series("i", 1, 1_000),
  ),
  row(
    "proposal_status",
    `'p-1', i, (array['deposit','voting','passed'])[s + 1], 0, 0, 0, 0, 0, null, '[]', null, i * 490 + s * 100, case when s = 2 then ${OPEN} else i * 490 + s * 100 + 100 end`,
    `${series("i", 1, 1_000)}, ${series("s", 0, 2)}`,
  ),
  row(
    "proposal_deposit",
    `'p-1', i * 490 + d, 0, i, 'cosmos1d' || d, '5uatom', ${hex("'dep' || i || d")}`,
    `${series("i", 1, 1_000)}, ${series("d", 0, 2)}`,
  ),
  row(
    "proposal_vote",
    `'p-1', i * 490 + 100, v, i, 'cosmos1v' || v, '[{"option":"yes","weight":"1"}]', ${hex("'vote' || i || v")}`,
    `${series("i", 1, 1_000)}, ${series("v", 1, 300)}`,
  ),
  row(
    "proposal_tally",
    `'p-1', i, i * 490 + 100 * s, 1, 1, 1, 1, s = 2`,
    `${series("i", 1, 1_000)}, ${series("s", 0, 2)}`,
  ),
  row("light_block", `'p-1', h * 100, 0, 'h', 'a', '{}'`, series("h", 1, P / 100)),
  row(
    "verification",
    `'p-1', c::text, s, h * 50000, 'proven', null, '', 1, null, 0`,
    `${series("h", 1, 10)}, ${all}, (values ('phase'), ('stored'), ('opted-in')) y(s)`,
  ),
  row("checked_subject", "'p-1', c::text, s", `${all}, (values ('phase'), ('stored'), ('opted-in')) y(s)`),
  // Last, so that a store that was filled in part does not look whole.
  `insert into chain (network, chain_id, role, consumer_id, first_height, next_height, head_height, state, state_since_ns, updated_ns)
   values ('${NET}', 'p-1', 'provider', null, 1, ${P + 1}, ${P}, 'following', 0, 0)`,
  `insert into chain (network, chain_id, role, consumer_id, first_height, next_height, head_height, state, state_since_ns, updated_ns)
   select '${NET}', 'c-' || k, 'consumer', k::text, 1, ${C + 1}, ${C}, 'following', 0, 0 from ${own}`,
];

/**
 * Fills a migrated, empty store. Secondary indexes are made when the rows are there, as a restore does; the server's logging
 * is slowed for nobody but us. Returns the number of rows.
 */
export async function fillMillion(db: Kysely<Database>, say: (text: string) => void): Promise<number> {
  const { rows: indexes } = await sql<{ name: string; def: string }>`
    select c.relname as name, pg_get_indexdef(i.indexrelid) as def from pg_index i
    join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and not i.indisprimary`.execute(db);
  for (const { name } of indexes) await sql`drop index ${sql.ref(name)}`.execute(db);
  for (const statement of STATEMENTS) {
    const begun = performance.now();
    await sql.raw(statement).execute(db);
    const seconds = (performance.now() - begun) / 1_000;
    if (seconds > 5) say(`  ${/insert into (\w+)/.exec(statement)?.[1]}: ${seconds.toFixed(0)} s`);
  }
  for (const { def } of indexes) await sql.raw(def).execute(db);
  await sql`vacuum analyze`.execute(db);
  const { rows } = await sql<{ n: bigint }>`
    select sum(n_live_tup)::int8 as n from pg_stat_user_tables where schemaname = 'public'`.execute(db);
  return Number(rows[0]?.n ?? 0n);
}
