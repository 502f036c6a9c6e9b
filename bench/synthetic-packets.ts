import { sql } from "kysely";
import type { Store } from "@/lib/store/open-store";

/** A made-up network: a provider and its consumers with so many packets, most of them long acknowledged. */
export interface SyntheticShape {
  readonly consumers: number;
  /** Updates sent on each channel, one each six blocks. */
  readonly packetsEach: number;
  /** Of those, the last so many that were never received; on the first consumer half of all. */
  readonly waiting: number;
}

export const SYNTHETIC_NETWORK = "synthetic";
/** Blocks from one update to the next. */
export const SPACING = 6;
const OPEN = "9223372036854775807";
const START_NS = "1767225600000000000";

/** Rows of a network that never was, made by the store itself: for figures of speed, which depend on numbers of rows alone. */
export async function fillWithPackets(
  { db }: Pick<Store, "db">,
  { consumers, packetsEach, waiting }: SyntheticShape,
): Promise<void> {
  const head = packetsEach * SPACING + 60;
  const time = `${START_NS}::int8 + h * 6000000000::int8`;
  const params = JSON.stringify({
    blocksPerEpoch: SPACING,
    maxProviderConsensusValidators: 100,
    slashMeterReplenishPeriodNs: "600000000000",
    slashMeterReplenishFraction: "0.05",
    ccvTimeoutPeriodNs: "3600000000000",
    trustingPeriodFraction: "0.66",
    numberOfEpochsToStartReceivingRewards: 1,
    registeredRewardDenoms: [],
    bondDenom: "uatom",
    unbondingPeriodNs: "7200000000000",
  });
  const shaping = JSON.stringify({
    topN: 0,
    validatorsPowerCap: 0,
    validatorSetCap: 0,
    allowlist: [],
    denylist: [],
    prioritylist: [],
    minStake: "0",
    allowInactiveVals: false,
  });
  const metadata = JSON.stringify({ name: "Made up", description: "", metadata: "" });
  const data = `jsonb_build_object('valsetUpdateId', s::text, 'slashAcks', '[]'::jsonb, 'updates',
    jsonb_build_array(jsonb_build_object('pubKey', repeat('ab', 32), 'power', s::text)))`;
  const received = `case when c = 0 then ${Math.floor(packetsEach / 2)} else ${packetsEach - waiting} end`;
  const packet = (chain: string, kind: string, at: string, index: string, content: string, tx: string) => `
    insert into packet_event select '${SYNTHETIC_NETWORK}', ${chain}, ${at}, ${index}, '${kind}', 'provider',
      'channel-' || c, 'consumer', 'channel-0', s, ${START_NS}::numeric + (s * ${SPACING} + 600) * 6000000000::numeric,
      ${content}, ${kind === "write_ack" ? "'result'" : "null"}, ${tx}, 0
    from generate_series(0, ${consumers - 1}) c, generate_series(1, ${packetsEach}) s`;
  const arrived = `where s <= ${received}`;
  const statements = [
    `insert into chain (network, chain_id, role, consumer_id, first_height, next_height, head_height, state, state_since_ns, updated_ns)
      select '${SYNTHETIC_NETWORK}', case when c < 0 then 'p-1' else 'c-' || c end, case when c < 0 then 'provider' else 'consumer' end,
        case when c < 0 then null else c::text end, 1, ${head + 1}, ${head}, 'live', 0, 0 from generate_series(-1, ${consumers - 1}) c`,
    `insert into block select '${SYNTHETIC_NETWORK}', 'p-1', h, ${time}, 'h', 'a', 'v', 'v', 'p', 0, 0, 0, 0, 0, '02', 0 from generate_series(1, ${head}) h`,
    `insert into block select '${SYNTHETIC_NETWORK}', 'c-' || c, h, ${time} - 1000000000, 'h', 'a', 'v', 'v', 'p', 0, 0, 0, 0, 0, '02', 0
      from generate_series(0, ${consumers - 1}) c, generate_series(1, ${head}) h`,
    `insert into provider_params select '${SYNTHETIC_NETWORK}', '${params}', 1, ${OPEN}`,
    `insert into consumer select '${SYNTHETIC_NETWORK}', c::text, 'c-' || c, 'launched', 'o', '${metadata}', null, '${shaping}', null,
      'client-' || c, 'channel-' || c, '[]', null, null, 1, ${OPEN} from generate_series(0, ${consumers - 1}) c`,
    `insert into vsc_epoch select '${SYNTHETIC_NETWORK}', s, s * ${SPACING} from generate_series(1, ${packetsEach}) s`,
    packet("'p-1'", "send", `s * ${SPACING}`, "c", data, "null"),
    `${packet("'c-' || c", "recv", `s * ${SPACING} + 2`, "c * 2", data, "'t' || s")} ${arrived}`,
    `${packet("'c-' || c", "write_ack", `s * ${SPACING} + 2`, "c * 2 + 1", "null", "'t' || s")} ${arrived}`,
    `${packet("'p-1'", "ack", `s * ${SPACING} + 5`, "c", "null", "'t' || s")} ${arrived}`,
    `insert into relay_tx select '${SYNTHETIC_NETWORK}', 'p-1', 't' || s, s * ${SPACING} + 5, 'relayer', '[]', 1 from generate_series(1, ${packetsEach}) s`,
    "analyze",
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
