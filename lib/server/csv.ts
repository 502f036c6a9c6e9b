import type { AsOf } from "@/lib/api/contracts/common";

type Cell = string | number | boolean | undefined;

/**
 * Rows as CSV (RFC 4180), line by line. Nested values become columns with a dot (`vsc.sent`), lists of plain values one
 * cell, lists of objects their number: a table cannot hold a tree. `about` stands before the heads, as a comment of one cell.
 */
export function* csvLines(rows: readonly object[], about?: string): Generator<string> {
  if (about !== undefined) yield line([about]);
  const columns = new Set<string>();
  for (const row of rows) for (const name of flatten(row).keys()) columns.add(name);
  if (columns.size > 0) yield line([...columns]);
  for (const row of rows) {
    const cells = flatten(row);
    yield line([...columns].map((column) => cells.get(column)));
  }
}

/** Where a file comes from and what moment it shows: `# network, chain, height, time, address`. */
export function csvOrigin(network: string, { chainId, height, time }: AsOf, address: string): string {
  return `# ${network} · ${chainId} · height ${height} · ${time} · ${address}`.replace(/[\r\n]+/g, " ");
}

const line = (cells: readonly Cell[]) => `${cells.map(cell).join(",")}\r\n`;

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

/** How a cell begins that a spreadsheet runs: some skip what is blank or not seen before it, some know the wide marks of East Asia. */
const RUNS = /^(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u;

/** A moniker that begins like a formula would be run by a spreadsheet; an apostrophe in front makes it text. */
function cell(value: Cell): string {
  if (value === undefined) return "";
  const isNumber = /^-?\d+(\.\d+)?$/.test(String(value));
  const text = typeof value === "string" && !isNumber && RUNS.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
