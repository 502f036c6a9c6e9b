import { OPEN_UNTIL } from "@/lib/store/schema";
import { BLOCK_TABLES, type BlockTableName } from "@/lib/store/tables";
import type { RowsAnswer } from "./child";

type Row = Readonly<Record<string, unknown>>;
type Dump = Readonly<Record<string, readonly string[]>>;

/** The rows of an undisturbed run, made ready to be looked up. */
export class Truth {
  readonly #rows = new Map<BlockTableName, Map<string, { line: string; row: Row }>>();

  constructor(
    readonly dump: Dump,
    private readonly providerChainId: string,
  ) {
    for (const table of TABLES) {
      const byKey = new Map<string, { line: string; row: Row }>();
      for (const line of dump[table] ?? []) {
        const row = parse(line);
        byKey.set(keyOf(table, row), { line, row });
      }
      this.#rows.set(table, byKey);
    }
  }

  /**
   * Rows of a run that goes on: each must be one that the undisturbed run has too. A range that is still open there may close
   * later here. Returns what is wrong, a few lines at most.
   */
  faultsOf({ cursors, rows }: RowsAnswer): string[] {
    const wrong: string[] = [];
    for (const table of TABLES) {
      const known = this.#rows.get(table);
      for (const line of rows[table] ?? []) {
        if (wrong.length >= 5) return wrong;
        const row = parse(line);
        const true_ = known?.get(keyOf(table, row));
        const chainId = "chain_id" in row && table !== "consumer" ? String(row.chain_id) : this.providerChainId;
        if (true_ === undefined) wrong.push(`${table}: not in an undisturbed run: ${line.slice(0, 400)}`);
        else if (true_.line !== line && !isYetOpen(table, row, true_.row, cursors[chainId] ?? 0)) {
          wrong.push(`${table}: ${line.slice(0, 300)} instead of ${true_.line.slice(0, 300)}`);
        }
      }
    }
    return wrong;
  }

  /** At the end both runs must have the same rows. */
  differencesTo(rows: Dump): string[] {
    const different: string[] = [];
    for (const table of Object.keys(this.dump)) {
      const [here, there] = [new Set(rows[table]), new Set(this.dump[table])];
      const extra = [...here].filter((line) => !there.has(line));
      const missing = [...there].filter((line) => !here.has(line));
      if (extra.length + missing.length === 0) continue;
      different.push(
        `${table}: ${extra.length} rows more, ${missing.length} missing: +${(extra[0] ?? "").slice(0, 300)} -${(missing[0] ?? "").slice(0, 300)}`,
      );
    }
    return different;
  }
}

const TABLES = Object.keys(BLOCK_TABLES) as BlockTableName[];

/** Numbers of a row are kept as text: an int8 does not fit into a float. */
function parse(line: string): Row {
  return JSON.parse(line.replace(/(":\s?)(-?\d{16,})(?=[,}])/g, '$1"$2"')) as Row;
}

function keyOf(table: BlockTableName, row: Row): string {
  return BLOCK_TABLES[table].key.map((column) => String(row[column])).join("|");
}

/** The same range, not closed yet since the block that closes it has not been read. */
function isYetOpen(table: BlockTableName, row: Row, truth: Row, cursor: number): boolean {
  if (!BLOCK_TABLES[table].isRange || String(row.until_height) !== String(OPEN_UNTIL)) return false;
  const { until_height: _here, ...rest } = row;
  const { until_height: closesAt, ...others } = truth;
  // A set is known to change two blocks ahead, hence the small allowance.
  return JSON.stringify(rest) === JSON.stringify(others) && BigInt(String(closesAt)) + 3n >= BigInt(cursor);
}
