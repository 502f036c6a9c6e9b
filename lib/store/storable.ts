import { createHash } from "node:crypto";

/*
 * What PostgreSQL keeps neither in a text nor in a JSON value: NUL, and one half of a surrogate pair. Nodes and people can send both,
 * and one such character would end every write of its chain from then on. Codecs drop NUL where they expect text; here is the door
 * through which everything goes.
 */

/** A text that can be stored: without NUL, and with U+FFFD for half a surrogate pair. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "");
}

// `JSON.stringify` escapes halves of a surrogate pair and nothing else of that range. A backslash of the text is written as two.
const ESCAPES = /\\(?:\\|u0000|ud[89a-f][0-9a-f]{2})/g;

/** A value as JSON text that can be stored, in its keys as well. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!text.includes("\\u0000") && !text.includes("\\ud")) return text;
  return text.replace(ESCAPES, (found) => (found === "\\\\" ? found : found === "\\u0000" ? "" : "\ufffd"));
}

/**
 * Longest name that is kept as it is. The protocol's are shorter (a denom and a port have 128 characters at most), and four of them
 * fit an entry of an index (2,704 bytes), whatever bytes a character takes.
 */
const MAX_NAME_LENGTH = 128;
const KEPT_OF_NAME = 60;

/** A name that an index can hold. A longer one is cut, and told apart from others by its hash. */
export function storableName(name: string): string {
  if (name.length <= MAX_NAME_LENGTH) return name;
  return `${name.slice(0, KEPT_OF_NAME)}~${createHash("sha256").update(name).digest("hex")}`;
}

/** Rows whose names an index can hold. The same rows, where they are such already, as they always are on an honest chain. */
export function storableNames(rows: readonly object[], columns: readonly string[]): readonly object[] {
  const isLong = (row: object, column: string) => {
    const value = (row as Readonly<Record<string, unknown>>)[column];
    return typeof value === "string" && value.length > MAX_NAME_LENGTH;
  };
  if (!rows.some((row) => columns.some((column) => isLong(row, column)))) return rows;
  return rows.map((row) => {
    const cut = columns.filter((column) => isLong(row, column));
    const kept = row as Readonly<Record<string, string>>;
    return { ...row, ...Object.fromEntries(cut.map((column) => [column, storableName(kept[column] as string)])) };
  });
}
