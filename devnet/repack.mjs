/**
 * Packs recordings again with brotli: `node devnet/repack.mjs <from directory> <to directory>`.
 *
 * Every `<chain id>.ndjson.gz` becomes `<chain id>.ndjson.br` with the same bytes inside. Store rows and query answers
 * come back tens of megabytes later, out of reach of gzip's 32 kB window; a window of the file's own size finds them.
 * The result is read back and compared before it gets its name, so a kill leaves no half recording.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync } from "node:zlib";

const [from, to, quality = "11"] = process.argv.slice(2);
if (!from || !to) {
  console.error(
    "repack: give the directory to read and the directory to write: node devnet/repack.mjs FROM TO [QUALITY]",
  );
  process.exit(2);
}
mkdirSync(to, { recursive: true });
for (const name of readdirSync(from)
  .filter((file) => file.endsWith(".ndjson.gz"))
  .sort()) {
  const plain = gunzipSync(readFileSync(join(from, name)));
  const packed = brotliCompressSync(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: Number(quality),
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_LARGE_WINDOW]: 1,
      [constants.BROTLI_PARAM_LGWIN]: Math.min(27, Math.ceil(Math.log2(plain.length))),
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  });
  const back = brotliDecompressSync(packed, { params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 } });
  if (!back.equals(plain)) throw new Error(`${name}: reading back gave other bytes`);
  const target = join(to, name.replace(/\.gz$/, ".br"));
  writeFileSync(`${target}.part`, packed);
  renameSync(`${target}.part`, target);
  console.log(`${target} ${plain.length} -> ${packed.length}`);
}
