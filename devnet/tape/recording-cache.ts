import { createHash, randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { indexRecording, type RecordingIndex } from "./recording-index";

/** Raise it when the layout of the cache file or of `RecordingIndex` changes. */
const FORMAT = 1;
const MAGIC = Buffer.from(`ISETAPE${FORMAT}`, "latin1");

/** Nobody takes this long to write a cache. */
const ABANDONED_MS = 10 * 60_000;

export interface OpenedCache {
  readonly fd: number;
  readonly index: RecordingIndex;
}

/**
 * Opens the cache of a recording and makes it first where it is missing or older than the recording: a file of the
 * answers' bytes, then the index, its length and a magic word. It is written under a name of its own and renamed when
 * whole, so two processes may do it at once and a kill leaves nothing that looks finished.
 */
export async function openCached(file: string): Promise<OpenedCache> {
  const dir = cacheDirFor(file);
  const { size, mtimeMs } = statSync(file);
  const prefix = cachePrefix(file);
  const target = join(dir, `${prefix}${FORMAT}-${size}-${Math.round(mtimeMs)}.tape`);
  const known = tryOpen(target);
  if (known) return known;
  const temporary = `${target}.${process.pid}.${randomBytes(4).toString("hex")}.part`;
  try {
    const fd = openSync(temporary, "wx");
    try {
      const index = await indexRecording(file, fd);
      const json = Buffer.from(JSON.stringify(index), "utf8");
      const length = Buffer.alloc(8);
      length.writeBigUInt64BE(BigInt(json.length));
      const tail = Buffer.concat([json, length, MAGIC]);
      for (let done = 0; done < tail.length; ) done += writeSync(fd, tail, done);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, target);
  } finally {
    rmSync(temporary, { force: true });
  }
  removeOutdated(dir, prefix, basename(target));
  const opened = tryOpen(target);
  if (!opened) throw new Error(`${target}: was written and cannot be read`);
  return opened;
}

/** Caches of earlier versions of the recording, and what a killed process left a good while ago. */
function removeOutdated(dir: string, prefix: string, current: string): void {
  for (const name of readdirSync(dir)) {
    if (!name.startsWith(prefix) || name === current) continue;
    const path = join(dir, name);
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (name.endsWith(".tape") || changed < Date.now() - ABANDONED_MS) rmSync(path, { force: true });
  }
}

/** `.cache/` beside the recording; under the system's temporary directory when that folder is not meant to be written. */
export function cacheDirFor(file: string): string {
  const home = dirname(resolve(file));
  const beside = join(home, ".cache");
  try {
    // Root may write anywhere; a folder without any write bit still says "leave me as I am".
    if ((statSync(home).mode & 0o222) === 0) throw new Error("read-only");
    accessSync(home, constants.W_OK);
    mkdirSync(beside, { recursive: true });
    accessSync(beside, constants.W_OK);
    return beside;
  } catch {
    const shared = join(tmpdir(), `ics-tape-cache-${userInfo().uid}`);
    mkdirSync(shared, { recursive: true, mode: 0o700 });
    return shared;
  }
}

/** Recordings of the same name in different folders must not meet in the shared temporary directory. */
function cachePrefix(file: string): string {
  const path = createHash("sha256").update(resolve(file)).digest("hex").slice(0, 12);
  return `${basename(file)}-${path}-v`;
}

function tryOpen(target: string): OpenedCache | undefined {
  let fd: number;
  try {
    fd = openSync(target, "r");
  } catch {
    return undefined;
  }
  try {
    const { size } = fstatSync(fd);
    const foot = readAt(fd, size - 16, 16);
    if (!foot.subarray(8).equals(MAGIC)) throw new Error("not ours");
    const length = Number(foot.readBigUInt64BE(0));
    return { fd, index: JSON.parse(readAt(fd, size - 16 - length, length).toString("utf8")) as RecordingIndex };
  } catch {
    closeSync(fd);
    return undefined;
  }
}

/** Reads exactly `length` bytes; throws when the file ends before. */
export function readAt(fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const count = readSync(fd, bytes, done, length - done, offset + done);
    if (count === 0) throw new Error("the cache file ends too early");
    done += count;
  }
  return bytes;
}
