import { CompiledQuery, sql } from "kysely";
import type { NetworkConfig } from "@/lib/config/networks";
import type { Store } from "@/lib/store/open-store";
import type { Database } from "@/lib/store/schema";
import { storableJson } from "@/lib/store/storable";

type Row = Record<string, unknown>;
type Table = keyof Database;

/** Columns that hold words of nodes and people. Numbers, hashes, times and our own words in them stay as they are. */
const WORDS: Partial<Record<Table, readonly string[]>> = {
  chain: ["state_detail"],
  consumer: ["owner", "metadata", "init_params"],
  endpoint: ["info"],
  endpoint_verdict: ["expected", "answered"],
  gap: ["reason"],
  handshake_event: ["counterparty_channel", "counterparty_connection"],
  proposal: ["proposer", "title", "summary", "metadata", "messages"],
  proposal_deposit: ["depositor"],
  proposal_status: ["reason"],
  proposal_vote: ["voter"],
  punishment: ["submitter"],
  relay_tx: ["relayer"],
  timeline_event: ["detail"],
  validator: ["moniker", "identity", "website", "details"],
  verification: ["says"],
};

/** Names by which rows find one another: the same name gets the same text everywhere, and no two the same. */
const NAMES: Partial<Record<Table, readonly string[]>> = {
  consumer: ["reward_denoms"],
  provider_params: ["params"],
  proposal_status: ["total_deposit", "rules"],
  relay_tx: ["fee"],
  reward_packet: ["denom"],
  reward_receipt: ["denom"],
  reward_sent: ["denom"],
  reward_total: ["denom", "source_denom", "trace"],
};
const CHAIN_COLUMNS = ["chain_id", "consumer_chain_id"];
/** A name is part of a key, and no key may be longer than a third of a page of PostgreSQL. */
const LONGEST_NAME = 200;

const PLAIN =
  /^(?:|-?\d+(?:\.\d+)?|[0-9a-f]{24,}|\d{4}-\d\d-\d\dT[\d:.]+Z|\/[\w.]+|registered|initialized|launched|stopped|deleted|yes|no|abstain|no_with_veto)$/i;

/** Rows that the recording has none of and whose words are shown all the same. */
const MORE: Partial<Record<Table, readonly Row[]>> = {
  gap: [{ from_height: 5, to_height: 6, reason: "pruned", noticed_ns: "1" }],
  endpoint_verdict: [
    {
      url: "http://127.0.0.1:1",
      height: 40,
      field: "app-hash",
      expected: "this",
      answered: "that",
      is_proven: true,
      noticed_ns: "1",
    },
  ],
  verification: [
    {
      consumer_id: "",
      subject: "header",
      height: 40,
      outcome: "failed",
      because: null,
      says: "words",
      row_count: 1,
      evidence: null,
      checked_ns: "1",
    },
  ],
};

/** A network of a store whose words can be replaced again and again. */
export class Poisonable {
  private constructor(
    private readonly store: Store,
    private readonly rows: ReadonlyMap<Table, readonly Row[]>,
    private readonly networks: readonly NetworkConfig[],
  ) {}

  static async of(store: Store, networks: readonly NetworkConfig[]): Promise<Poisonable> {
    const { rows: tables } = await sql<{ name: Table }>`
      select distinct table_name as name from information_schema.columns where table_schema = 'public'
      and column_name = 'network' and table_name not in ('recheck', 'record')`.execute(store.db);
    const rows = new Map<Table, readonly Row[]>();
    for (const { name } of tables) {
      const all = await sql<{ line: string }>`select to_jsonb(t)::text as line from ${sql.table(name)} t`.execute(
        store.db,
      );
      const found = all.rows.map(
        ({ line }) => JSON.parse(line.replace(/(":\s?)(-?\d{16,})(?=[,}])/g, '$1"$2"')) as Row,
      );
      const provider = networks[0]?.name;
      const chainId = "ics-devnet-provider-1";
      rows.set(name, [
        ...found,
        ...(MORE[name] ?? []).map((row) => ({ network: provider, chain_id: chainId, ...row })),
      ]);
    }
    for (const row of rows.get("chain") ?? []) if (row.role === "consumer") row.state_detail = "words";
    return new Poisonable(store, rows, networks);
  }

  /** Puts the texts in the place of all words, in turn. Returns the networks under the names they have now. */
  async poison(texts: readonly string[]): Promise<NetworkConfig[]> {
    let turn = 0;
    const next = () => texts[turn++ % texts.length] as string;
    const named = new Map<string, string>();
    const nameOf = (was: string): string => {
      const known = named.get(was);
      if (known !== undefined) return known;
      const name = `${[...next()].slice(0, LONGEST_NAME).join("")}·${named.size}`;
      named.set(was, name);
      return name;
    };
    const replace = (value: unknown, by: (was: string) => string): unknown => {
      if (typeof value === "string") return PLAIN.test(value) ? value : by(value);
      if (Array.isArray(value)) return value.map((entry) => replace(entry, by));
      if (value === null || typeof value !== "object") return value;
      return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, replace(entry, by)]));
    };
    for (const [table, rows] of this.rows) {
      const changed = rows.map((row) => {
        const made: Row = { ...row };
        for (const column of WORDS[table] ?? []) made[column] = replace(row[column], next);
        for (const column of NAMES[table] ?? []) made[column] = replace(row[column], nameOf);
        for (const column of CHAIN_COLUMNS)
          if (typeof row[column] === "string") made[column] = nameOf(row[column] as string);
        if (table === "proposal_deposit") made.amount = `60000000${nameOf("uatom")}`;
        return made;
      });
      await this.#write(table, changed);
    }
    return this.networks.map((network) => ({
      ...network,
      consumers: network.consumers.map((consumer) => ({
        ...consumer,
        ...("chainId" in consumer && consumer.chainId !== undefined ? { chainId: nameOf(consumer.chainId) } : {}),
      })),
    })) as NetworkConfig[];
  }

  async #write(table: Table, rows: readonly Row[]): Promise<void> {
    const { db } = this.store;
    await sql`truncate ${sql.table(table)}`.execute(db);
    const insert = `insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`;
    await db.executeQuery(CompiledQuery.raw(insert, [storableJson(rows)]));
  }
}
