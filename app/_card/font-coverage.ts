import { inflateSync } from "node:zlib";

/**
 * The code points a WOFF 1.0 font has a glyph for, from its `cmap` table (OpenType: formats 4 and 12). A character that no
 * font of a card covers would make the renderer ask a font server on the internet, so it must be known exactly.
 * Throws on a file that is no such font.
 */
export function fontCoverage(woff: Buffer): ReadonlySet<number> {
  if (woff.toString("latin1", 0, 4) !== "wOFF") throw new Error("not a WOFF font");
  const cmap = tableOf(woff, "cmap");
  const covered = new Set<number>();
  for (let i = 0; i < cmap.readUInt16BE(2); i += 1) {
    const subtable = cmap.subarray(cmap.readUInt32BE(4 + i * 8 + 4));
    const format = subtable.readUInt16BE(0);
    if (format === 4) addFormat4(subtable, covered);
    else if (format === 12) addFormat12(subtable, covered);
  }
  return covered;
}

const DIRECTORY = 44;
const ENTRY = 20;

function tableOf(woff: Buffer, tag: string): Buffer {
  for (let i = 0; i < woff.readUInt16BE(12); i += 1) {
    const entry = DIRECTORY + i * ENTRY;
    if (woff.toString("latin1", entry, entry + 4) !== tag) continue;
    const [offset, packed, size] = [4, 8, 12].map((at) => woff.readUInt32BE(entry + at)) as [number, number, number];
    const bytes = woff.subarray(offset, offset + packed);
    return packed < size ? inflateSync(bytes) : bytes;
  }
  throw new Error(`the font has no ${tag} table`);
}

/** Segments of the basic plane; a glyph of 0 is the empty box. */
function addFormat4(table: Buffer, covered: Set<number>): void {
  const doubled = table.readUInt16BE(6);
  for (let i = 0; i < doubled; i += 2) {
    const end = table.readUInt16BE(14 + i);
    const start = table.readUInt16BE(16 + doubled + i);
    const delta = table.readUInt16BE(16 + 2 * doubled + i);
    const rangeAt = 16 + 3 * doubled + i;
    const range = table.readUInt16BE(rangeAt);
    for (let code = start; code <= end && code !== 0xffff; code += 1) {
      const at = rangeAt + range + 2 * (code - start);
      const mapped = range === 0 ? code : at + 2 <= table.length ? table.readUInt16BE(at) : 0;
      if (range !== 0 && mapped === 0) continue;
      if (((mapped + delta) & 0xffff) !== 0) covered.add(code);
    }
  }
}

/** Groups of any plane. */
function addFormat12(table: Buffer, covered: Set<number>): void {
  for (let i = 0; i < table.readUInt32BE(12); i += 1) {
    const [start, end, glyph] = [0, 4, 8].map((at) => table.readUInt32BE(16 + i * 12 + at)) as [number, number, number];
    for (let code = start; code <= end; code += 1) if (glyph + code - start !== 0) covered.add(code);
  }
}
