import { createReadStream, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { constants, createBrotliDecompress, createGunzip } from "node:zlib";
import { TapeError } from "./tape-error";

/** In order of preference when a directory holds the same chain packed in several ways. */
const ENDINGS = [".ndjson.br", ".ndjson.gz", ".ndjson"] as const;

/** The recordings of one directory, one file a chain, in order of file name. Throws `TapeError` when there are none. */
export function listRecordings(dir: string): string[] {
  let names: string[];
  try {
    names = readdirSync(dir);
  } catch {
    throw new TapeError(`--dir ${dir}: there is no such directory`);
  }
  const chosen = new Map<string, string>();
  for (const ending of ENDINGS) {
    for (const name of names) {
      const chain = name.slice(0, -ending.length);
      if (name.endsWith(ending) && chain !== "" && !chosen.has(chain)) chosen.set(chain, name);
    }
  }
  if (chosen.size === 0) {
    throw new TapeError(`--dir ${dir}: holds no recordings (files named <chain id>.ndjson.gz, .ndjson.br or .ndjson)`);
  }
  return [...chosen.values()].sort().map((name) => join(dir, name));
}

/** The lines of a recording as bytes, without their line ends and without empty ones, unpacked as they are read. */
export async function* readLines(file: string): AsyncGenerator<Buffer> {
  const raw = createReadStream(file, { highWaterMark: 1 << 20 });
  const unpack = unpacker(file);
  const source = unpack ? raw.pipe(unpack) : raw;
  raw.on("error", (error) => source.destroy(error));
  let rest: Buffer[] = [];
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        const tail = chunk.subarray(start, end);
        const line = rest.length === 0 ? tail : Buffer.concat([...rest, tail]);
        rest = [];
        start = end + 1;
        if (line.length > 0) yield line;
      }
      if (start < chunk.length) rest.push(chunk.subarray(start));
    }
  } catch (cause) {
    throw new TapeError(`${basename(file)}: cannot be unpacked (${(cause as Error).message})`);
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

function unpacker(file: string) {
  if (file.endsWith(".gz")) return createGunzip({ chunkSize: 1 << 20 });
  if (!file.endsWith(".br")) return undefined;
  return createBrotliDecompress({
    chunkSize: 1 << 20,
    params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 },
  });
}
