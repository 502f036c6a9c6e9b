type Cell = string | number | boolean | undefined;

/**
 * Rows as CSV (RFC 4180). Nested values become columns with a dot (`vsc.sent`), lists of plain values one cell, lists of
 * objects their number: a table cannot hold a tree.
 */
export function toCsv(rows: readonly object[]): string {
  const flat = rows.map((row) => flatten(row));
  const columns = [...new Set(flat.flatMap((row) => [...row.keys()]))];
  const lines = [columns, ...flat.map((row) => columns.map((column) => row.get(column)))];
  return lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

function flatten(row: object, prefix = "", into = new Map<string, Cell>()): Map<string, Cell> {
  for (const [key, value] of Object.entries(row)) {
    const name = prefix + key;
    if (value === undefined || value === null) continue;
    if (Array.isArray(value))
      into.set(name, value.every((entry) => typeof entry !== "object") ? value.join(" ") : value.length);
    else if (isUnknown(value)) into.set(name, `unknown: ${value.because}`);
    else if (typeof value === "object") flatten(value, `${name}.`, into);
    else into.set(name, value as Cell);
  }
  return into;
}

function isUnknown(value: unknown): value is { because: string } {
  return typeof value === "object" && value !== null && (value as { state?: unknown }).state === "unknown";
}

/** A moniker that begins like a formula would be run by a spreadsheet; an apostrophe in front makes it text. */
function cell(value: Cell): string {
  if (value === undefined) return "";
  const isNumber = /^-?\d+(\.\d+)?$/.test(String(value));
  const text = typeof value === "string" && !isNumber && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
