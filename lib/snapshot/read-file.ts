import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { RecordError } from "./record-error";
import { parseRecordHeader, type RecordHeader } from "./record-header";

const DIGEST_BYTES = 32;
const MAX_FIRST_LINE = 1_048_576;
/** The largest rows are proofs of a stored set: some kB a validator. */
const MAX_LINE = 64 * 1_048_576;
/** Unpacked; what claims more is not read to its end. */
const MAX_UNPACKED = 200 * 2 ** 30;

export interface RecordFile {
  readonly header: RecordHeader;
  /** Of everything before the hash itself, lower-case hex: checked. */
  readonly sha256: string;
  /** Lines after the first, unpacked. Throws `RecordError` when the file changes under the reader. */
  lines(): AsyncGenerator<string>;
}

/** Opens a record and checks that no byte of it is other than it was written. Throws `RecordError`. */
export async function openRecordFile(file: string): Promise<RecordFile> {
  const handle = await open(file, "r").catch((error: NodeJS.ErrnoException) => {
    throw new RecordError(`${file} cannot be read: ${error.code === "ENOENT" ? "there is no such file" : error.code}`);
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new RecordError(`${file} is not a file`);
    const first = await firstLine(handle, file);
    const bodyEnd = stat.size - DIGEST_BYTES;
    if (bodyEnd <= first.length) throw new RecordError(`${file} is cut short`);
    // The version is looked at before the hash: a newer format may end otherwise.
    const header = parseRecordHeader(first.text);
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(file, { end: bodyEnd - 1 })) hash.update(chunk as Buffer);
    const sha256 = hash.digest("hex");
    const written = Buffer.alloc(DIGEST_BYTES);
    await handle.read(written, 0, DIGEST_BYTES, bodyEnd);
    if (written.toString("hex") !== sha256) {
      throw new RecordError(`${file} is damaged or was changed: its bytes are not those its checksum was made of`);
    }
    return { header, sha256, lines: () => linesOf(file, first, bodyEnd, sha256) };
  } finally {
    await handle.close();
  }
}

async function firstLine(handle: FileHandle, file: string): Promise<{ text: string; length: number; bytes: Buffer }> {
  const buffer = Buffer.alloc(MAX_FIRST_LINE);
  const { bytesRead } = await handle.read(buffer, 0, MAX_FIRST_LINE, 0);
  const end = buffer.subarray(0, bytesRead).indexOf(0x0a);
  if (end < 0) throw new RecordError(`${file} is not a record of this explorer`);
  return { text: buffer.toString("utf8", 0, end), length: end + 1, bytes: Buffer.from(buffer.subarray(0, end + 1)) };
}

async function* linesOf(
  file: string,
  first: { readonly length: number; readonly bytes: Buffer },
  bodyEnd: number,
  sha256: string,
): AsyncGenerator<string> {
  const hash = createHash("sha256").update(first.bytes);
  const packed = createReadStream(file, { start: first.length, end: bodyEnd - 1 });
  const unpacked = createGunzip();
  packed.on("data", (chunk) => hash.update(chunk));
  packed.on("error", (error) => unpacked.destroy(error));
  packed.pipe(unpacked);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  let total = 0;
  try {
    for await (const chunk of unpacked) {
      total += (chunk as Buffer).length;
      if (total > MAX_UNPACKED) throw new RecordError(`${file} unpacks to more than a record may hold`);
      const parts = (rest + decoder.decode(chunk as Buffer, { stream: true })).split("\n");
      rest = parts.pop() ?? "";
      if (rest.length > MAX_LINE || parts.some((part) => part.length > MAX_LINE))
        throw new RecordError(`${file} has a line longer than any row`);
      yield* parts;
    }
  } catch (error) {
    if (error instanceof RecordError) throw error;
    const { code, name } = error as NodeJS.ErrnoException;
    if (code?.startsWith("Z_") || name === "TypeError")
      throw new RecordError(`${file} cannot be unpacked: ${String(code ?? "it is not text")}`);
    throw error;
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
  if (rest + decoder.decode() !== "") throw new RecordError(`${file} ends in the middle of a line`);
  if (hash.digest("hex") !== sha256) throw new RecordError(`${file} was changed while it was read`);
}
