import { RECORD_TABLES } from "@/lib/store/record-tables";
import { RecordError } from "./record-error";

const MAX_TEXT = 1_048_576;
const INT8 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };
const INT4 = 2 ** 31;

export interface CheckedRow {
  readonly row: Readonly<Record<string, unknown>>;
  /** Columns that this explorer does not know: a later one added them. */
  readonly skipped: readonly string[];
}

/** A row of a record, held against the columns of its table: nothing else gets near the store. Throws `RecordError`. */
export function checkRow(table: string, line: string): CheckedRow {
  const spec = Object.hasOwn(RECORD_TABLES, table) ? RECORD_TABLES[table] : undefined;
  if (!spec) throw new RecordError(`there is no table ${table.slice(0, 60)}`);
  const given = objectOf(line, table);
  const row: Record<string, unknown> = {};
  for (const [column, type] of Object.entries(spec.columns)) {
    const value = Object.hasOwn(given, column) ? given[column] : undefined;
    if (value === undefined || value === null) {
      if (type.endsWith(" not null")) throw new RecordError(`a row of ${table} has no ${column}`);
      row[column] = null;
      continue;
    }
    if (!isOf(type.replace(/ not null$/, ""), value)) throw new RecordError(`a row of ${table} has a wrong ${column}`);
    row[column] = value;
  }
  return { row, skipped: Object.keys(given).filter((column) => !Object.hasOwn(spec.columns, column)) };
}

function objectOf(line: string, table: string): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new RecordError(`a row of ${table} is not JSON`);
  }
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new RecordError(`a row of ${table} is not an object`);
  return json as Readonly<Record<string, unknown>>;
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case "int8":
      return isText(value, 20) && /^-?\d+$/.test(value) && BigInt(value) >= INT8.least && BigInt(value) <= INT8.most;
    case "numeric":
      return isText(value, 200) && /^-?\d+(?:\.\d+)?$/.test(value);
    case "int4":
      return typeof value === "number" && Number.isInteger(value) && value >= -INT4 && value < INT4;
    case "bool":
      return typeof value === "boolean";
    case "text":
      return isText(value, MAX_TEXT);
    case "jsonb":
      return isStorable(value, 0);
    default:
      return false;
  }
}

/** PostgreSQL stores no NUL in a text. */
function isText(value: unknown, longest: number): value is string {
  return typeof value === "string" && value.length <= longest && !value.includes("\u0000") && value.isWellFormed();
}

const MAX_DEPTH = 64;

function isStorable(value: unknown, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  if (typeof value === "string") return !value.includes("\u0000") && value.isWellFormed();
  if (Array.isArray(value)) return value.every((item) => isStorable(item, depth + 1));
  if (typeof value === "object" && value !== null)
    return Object.entries(value).every(([key, item]) => isStorable(key, depth) && isStorable(item, depth + 1));
  return true;
}
