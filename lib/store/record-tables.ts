import { BLOCK_TABLES, type TableSpec } from "./tables";

/** Which rows of a table lie within the heights of a record. */
export type Cut =
  /** `[from_height, until_height)` overlaps; what still holds at the end is open there. */
  | { readonly by: "range" }
  /** The column lies within the heights. */
  | { readonly by: "height"; readonly column: string }
  /** The column lies at or before the last height (`beyond`: so many more): what is known of earlier is needed too. */
  | { readonly by: "until"; readonly column: string; readonly beyond?: number }
  /** `[from_height, to_height]` overlaps. */
  | { readonly by: "gap" };

export interface RecordTableSpec extends Pick<TableSpec, "columns" | "key"> {
  readonly cut: Cut;
  /** Whose heights they are: those of the chain in `chain_id`, or the provider's. */
  readonly heightsOf: "chain" | "provider";
}

/** Heights of these tables are the provider's although they name a chain. */
const OF_PROVIDER = new Set(["consumer"]);
/** Columns that say since when a row is known; rows from before the first height belong to what is shown after it. */
const SINCE = ["epoch_height", "since_height", "known_height"] as const;

const CHAIN_COLUMNS = {
  chain_id: "text not null",
  role: "text not null",
  consumer_id: "text",
  dialect: "text",
  dialect_since: "int8",
  module_state: "text",
  module_since: "int8",
  first_height: "int8",
  next_height: "int8",
  head_height: "int8",
  head_time_ns: "int8",
} as const;

const GAP_COLUMNS = {
  chain_id: "text not null",
  from_height: "int8 not null",
  to_height: "int8 not null",
  reason: "text not null",
} as const;

/** Since when each subject of a chain is read. How reading again fares (`reread`) is the operator's own. */
const SUBJECT_COLUMNS = {
  chain_id: "text not null",
  subject: "text not null",
  version: "int4 not null",
  from_height: "int8 not null",
  because: "text",
} as const;

const ROOT_COLUMNS = {
  chain_id: "text not null",
  height: "int8 not null",
  hash: "text not null",
  method: "text not null",
} as const;

const LIGHT_BLOCK_COLUMNS = {
  chain_id: "text not null",
  height: "int8 not null",
  time_ns: "int8 not null",
  hash: "text not null",
  app_hash: "text not null",
  block: "jsonb not null",
} as const;

const VERIFICATION_COLUMNS = {
  chain_id: "text not null",
  consumer_id: "text not null",
  subject: "text not null",
  height: "int8 not null",
  outcome: "text not null",
  because: "text",
  says: "text not null",
  row_count: "int4 not null",
  evidence: "jsonb",
  checked_ns: "int8 not null",
} as const;

/**
 * Tables of a record, in the order of the file. What belongs to the operator's own nodes (addresses, faults, disagreements) and
 * what only the indexer needs to go on (`chain.memory`) is not among them.
 */
export const RECORD_TABLES: Readonly<Record<string, RecordTableSpec>> = {
  chain: { columns: CHAIN_COLUMNS, key: ["chain_id"], cut: { by: "height", column: "" }, heightsOf: "chain" },
  gap: { columns: GAP_COLUMNS, key: ["chain_id", "from_height"], cut: { by: "gap" }, heightsOf: "chain" },
  subject: {
    columns: SUBJECT_COLUMNS,
    key: ["chain_id", "subject"],
    cut: { by: "until", column: "from_height" },
    heightsOf: "chain",
  },
  ...Object.fromEntries(
    Object.entries(BLOCK_TABLES).map(([name, spec]) => [name, recordSpec(name, spec as TableSpec)]),
  ),
  trust_root: {
    columns: ROOT_COLUMNS,
    key: ["chain_id"],
    cut: { by: "until", column: "height", beyond: 2 },
    heightsOf: "chain",
  },
  light_block: {
    columns: LIGHT_BLOCK_COLUMNS,
    key: ["chain_id", "height"],
    // State after a block is proven by the next header, and that one names the set of the one after it.
    cut: { by: "until", column: "height", beyond: 2 },
    heightsOf: "chain",
  },
  verification: {
    columns: VERIFICATION_COLUMNS,
    key: ["chain_id", "height", "consumer_id", "subject"],
    cut: { by: "height", column: "height" },
    heightsOf: "chain",
  },
};

function recordSpec(name: string, { columns, key, isRange }: TableSpec): RecordTableSpec {
  const heightsOf = "chain_id" in columns && !OF_PROVIDER.has(name) ? "chain" : "provider";
  const since = SINCE.find((column) => column in columns);
  const cut: Cut = isRange
    ? { by: "range" }
    : "height" in columns && since === undefined
      ? { by: "height", column: "height" }
      : { by: "until", column: since ?? "height" };
  return { columns, key, cut, heightsOf };
}
