import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import { basename } from "node:path";
import { readLines } from "./recording-files";
import { TapeError } from "./tape-error";

/** Where something lies in the cache file: first byte and number of bytes. */
export type Span = readonly [offset: number, length: number];

/** Versions of one thing as [height, offset, length, height, offset, …], heights rising. Length -1: deleted there. */
export type Versions = number[];

/** What is kept in memory of a recording: where each answer lies, not the answers. */
export interface RecordingIndex {
  chainId: string;
  isProvider: boolean;
  initialHeight: number;
  genesis: Span;
  /** The first block's height; blocks follow without a gap. */
  firstHeight: number;
  /** Per block: [offset, length of /block's result, length of /block_results' result]; the second follows the first. */
  blocks: number[];
  times: string[];
  hashes: string[];
  /** The validator set from each height on. */
  validators: Versions;
  /** `path data-in-hex` → the answers. */
  answers: Record<string, Versions>;
  /** Store name → key in hex → raw values. */
  stores: Record<string, Record<string, Versions>>;
  /** `store key-in-hex height` → {v, ops}. */
  proofs: Record<string, Span>;
  /** The `/commit` result of the last height. */
  lastCommit: { height: number; span: Span } | undefined;
  /** Transaction hash (upper-case hex) → [height, index in the block]. */
  txs: Record<string, [number, number]>;
  /** First height at which the module of that store answers, where the chain ran without it before. */
  mountedFrom: Record<string, number>;
}

/** One JSON line of a recording, by the keys it may have (tape/README.md, "Files"). */
interface Line {
  genesis?: { chain_id: string; initial_height?: string };
  h?: number;
  block?: BlockJson;
  results?: unknown;
  validators?: unknown[];
  q?: string;
  d?: string;
  r?: { log?: string };
  store?: string;
  set?: Record<string, string>;
  del?: string[];
  proof?: string;
  k?: string;
  v?: string | null;
  ops?: unknown;
  commit?: unknown;
}
interface BlockJson {
  block_id: { hash: string };
  block: { header: { height: string; time: string }; data: { txs: string[] | null } };
}

const CONSUMER_QUERIES = "/interchain_security.ccv.consumer.v1.Query/";
const FLUSH_BYTES = 4 << 20;

/**
 * Reads a recording once and copies what a node answers into the file behind `fd`, verbatim. Returns where everything
 * lies. Throws `TapeError` naming file and line when the recording is not of the form of tape/README.md.
 */
export async function indexRecording(file: string, fd: number): Promise<RecordingIndex> {
  const builder = new IndexBuilder(fd);
  let number = 0;
  for await (const line of readLines(file)) {
    number += 1;
    try {
      builder.add(line);
    } catch (cause) {
      throw new TapeError(
        `${basename(file)}: line ${number} is not a line of a recording (${(cause as Error).message})`,
      );
    }
  }
  try {
    return builder.finish();
  } catch (cause) {
    throw new TapeError(`${basename(file)}: ${(cause as Error).message}`);
  }
}

class IndexBuilder {
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #offset = 0;
  #genesisSeen = false;
  /** A consumer query was answered `unknown query path`: the module came by an upgrade, or not at all. */
  #consumerModuleMissing = false;
  readonly #index: RecordingIndex = {
    chainId: "",
    isProvider: false,
    initialHeight: 1,
    genesis: [0, 0],
    firstHeight: 0,
    blocks: [],
    times: [],
    hashes: [],
    validators: [],
    answers: {},
    stores: {},
    proofs: {},
    lastCommit: undefined,
    txs: {},
    mountedFrom: {},
  };

  constructor(private readonly fd: number) {}

  add(line: Buffer): void {
    if (this.#addBlockVerbatim(line)) return;
    const json = JSON.parse(line.toString("utf8")) as Line;
    const height = json.h ?? 0;
    if (json.genesis) this.#addGenesis(json.genesis);
    else if (json.block) this.#addBlock(height, json.block, text(json.block), text(json.results));
    else if (json.validators) this.#addVersion(this.#index.validators, height, text(json.validators));
    else if (json.q !== undefined) this.#addAnswer(json.q, json.d ?? "", height, json.r ?? {});
    else if (json.store !== undefined) this.#addRows(json.store, height, json.set ?? {}, json.del ?? []);
    else if (json.proof !== undefined) {
      const key = `${json.proof} ${Buffer.from(json.k ?? "", "base64").toString("hex")} ${height}`;
      this.#index.proofs[key] = this.#append(text({ v: json.v ?? null, ops: json.ops ?? [] }));
    } else if (json.commit) this.#index.lastCommit = { height, span: this.#append(text(json.commit)) };
    else throw new Error(`unknown keys ${Object.keys(json).join(", ")}`);
  }

  finish(): RecordingIndex {
    if (!this.#genesisSeen) throw new Error("has no genesis line");
    if (this.#index.times.length === 0) throw new Error("has no blocks");
    this.#flush();
    return this.#index;
  }

  #addGenesis(genesis: NonNullable<Line["genesis"]>): void {
    this.#genesisSeen = true;
    this.#index.chainId = genesis.chain_id;
    this.#index.initialHeight = Number(genesis.initial_height ?? "1");
    this.#index.genesis = this.#append(text(genesis));
  }

  /** The usual form `{"h":…,"block":…,"results":…}`: the node's own bytes are kept, and the larger half is never parsed. */
  #addBlockVerbatim(line: Buffer): boolean {
    const head = /^\{"h":(\d+),"block":/.exec(line.toString("latin1", 0, 40));
    if (!head) return false;
    // Inside a JSON string the quotes would be escaped, so this can only be the key.
    const middle = line.indexOf(',"results":{');
    if (middle === -1) return false;
    const block = line.subarray(head[0].length, middle);
    const results = line.subarray(middle + ',"results":'.length, line.length - 1);
    this.#addBlock(Number(head[1]), JSON.parse(block.toString("utf8")) as BlockJson, block, results);
    return true;
  }

  #addBlock(height: number, json: BlockJson, block: Buffer, results: Buffer): void {
    const index = this.#index;
    if (index.times.length === 0) index.firstHeight = height;
    const expected = index.firstHeight + index.times.length;
    if (height !== expected) throw new Error(`block ${height} where ${expected} was expected`);
    const [offset] = this.#append(block);
    this.#append(results);
    index.blocks.push(offset, block.length, results.length);
    index.times.push(json.block.header.time);
    index.hashes.push(json.block_id.hash);
    (json.block.data.txs ?? []).forEach((tx, i) => {
      const hash = createHash("sha256").update(Buffer.from(tx, "base64")).digest("hex").toUpperCase();
      // A transaction refused in one block may come again: the node's index keeps the later one.
      index.txs[hash] = [height, i];
    });
  }

  #addAnswer(path: string, data: string, height: number, answer: { log?: string }): void {
    if (path.includes(".provider.")) this.#index.isProvider = true;
    if (path.startsWith(CONSUMER_QUERIES)) {
      const missing = answer.log?.startsWith("unknown query path") ?? false;
      if (missing) this.#consumerModuleMissing = true;
      else if (this.#consumerModuleMissing) this.#index.mountedFrom.ccvconsumer ??= height;
    }
    const key = `${path} ${data.toLowerCase()}`;
    this.#index.answers[key] ??= [];
    this.#addVersion(this.#index.answers[key], height, text(answer));
  }

  #addRows(store: string, height: number, set: Record<string, string>, del: string[]): void {
    this.#index.stores[store] ??= {};
    const rows = this.#index.stores[store];
    const versionsOf = (key: string) => {
      const hex = Buffer.from(key, "base64").toString("hex");
      rows[hex] ??= [];
      return rows[hex];
    };
    for (const key of del) versionsOf(key).push(height, 0, -1);
    for (const [key, value] of Object.entries(set)) {
      this.#addVersion(versionsOf(key), height, Buffer.from(value, "base64"));
    }
  }

  #addVersion(versions: Versions, height: number, bytes: Buffer): void {
    versions.push(height, ...this.#append(bytes));
  }

  #append(bytes: Buffer): Span {
    const offset = this.#offset;
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    this.#offset += bytes.length;
    if (this.#pendingBytes >= FLUSH_BYTES) this.#flush();
    return [offset, bytes.length];
  }

  #flush(): void {
    const all = Buffer.concat(this.#pending);
    for (let done = 0; done < all.length; ) done += writeSync(this.fd, all, done);
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}

function text(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value) ?? "null", "utf8");
}
