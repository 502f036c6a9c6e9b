import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

/**
 * Writes a record: its first line as it is, then `lines` compressed, then the SHA-256 of all before it, 32 bytes. Written
 * beside its place and moved there when whole. Returns the hash, lower-case hex.
 */
export async function writeRecordFile(file: string, firstLine: string, lines: AsyncIterable<string>): Promise<string> {
  const unfinished = `${file}.part`;
  const hash = createHash("sha256");
  const first = Buffer.from(`${firstLine}\n`);
  let digest = Buffer.alloc(0);
  const framed = async function* (compressed: AsyncIterable<Buffer>) {
    hash.update(first);
    yield first;
    for await (const chunk of compressed) {
      hash.update(chunk);
      yield chunk;
    }
    digest = hash.digest();
    yield digest;
  };
  try {
    await pipeline(Readable.from(inChunks(lines)), createGzip(), framed, createWriteStream(unfinished));
    const handle = await open(unfinished, "r+");
    await handle.sync();
    await handle.close();
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return digest.toString("hex");
}

const CHUNK_LENGTH = 65_536;

async function* inChunks(lines: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let chunk = "";
  for await (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < CHUNK_LENGTH) continue;
    yield Buffer.from(chunk);
    chunk = "";
  }
  if (chunk !== "") yield Buffer.from(chunk);
}
