import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync, constants, gunzipSync } from "node:zlib";
import { hex, unbase64 } from "./proto-fields";

/** One `abci_query` answer, base64 value decoded. `code` is 0 where the node sent none. */
export interface RecordedAnswer {
  readonly code: number;
  readonly log: string;
  readonly value: Uint8Array;
  /** Height of the line it comes from, at or below the height asked for. */
  readonly recordedAt: number;
}

/** The JSON objects of a node, with what truth tests look at spelled out. */
export interface RecordedBlock {
  readonly block: {
    readonly block_id: { readonly hash: string };
    readonly block: {
      readonly header: {
        readonly chain_id: string;
        readonly height: string;
        readonly time: string;
        readonly validators_hash: string;
        readonly next_validators_hash: string;
        readonly app_hash: string;
      };
      readonly data: { readonly txs: readonly string[] | null };
      readonly last_commit: {
        readonly signatures: readonly { readonly block_id_flag: number; readonly validator_address: string }[] | null;
      };
    };
  };
  readonly results: {
    readonly validator_updates: readonly { readonly pub_key: unknown; readonly power?: string }[] | null;
    readonly finalize_block_events: readonly RecordedEvent[];
    readonly txs_results: readonly { readonly code?: number; readonly events: readonly RecordedEvent[] }[];
  };
}
export interface RecordedEvent {
  readonly type: string;
  readonly attributes: readonly { readonly key: string; readonly value: string }[];
}

/** An entry of CometBFT's `/validators`: address and key as lower-case hex. */
export interface RecordedValidator {
  readonly address: string;
  readonly pubKey: string;
  readonly power: bigint;
}

type Line = readonly [height: number, start: number, end: number];
interface StoreChange {
  readonly h: number;
  readonly set: Readonly<Record<string, string>>;
  readonly del: readonly string[];
}

/** One chain of a recording: its lines stay as bytes, and only those asked for are parsed. */
class RecordedChain {
  readonly #text: Buffer;
  readonly #blocks = new Map<number, Line>();
  readonly #validators: Line[] = [];
  readonly #others: Line[] = [];
  readonly #answers = new Map<string, Line[]>();
  readonly #changes = new Map<string, Line[]>();
  readonly #cursors = new Map<string, { next: number; height: number; rows: Map<string, Uint8Array> }>();
  readonly #setsByLine = new Map<number, RecordedValidator[]>();
  #times: Map<number, string> | undefined;

  constructor(text: Buffer) {
    this.#text = text;
    for (let start = 0; start < text.length; ) {
      const newline = text.indexOf(10, start);
      const end = newline === -1 ? text.length : newline;
      if (end > start) this.#index(start, end);
      start = end + 1;
    }
  }

  #index(start: number, end: number): void {
    const head = this.#text.toString("latin1", start, Math.min(end, start + 40));
    const numbered = /^\{"h":(\d+),"(block|validators)"/.exec(head);
    if (numbered !== null) {
      const line: Line = [Number(numbered[1]), start, end];
      if (numbered[2] === "block") this.#blocks.set(line[0], line);
      else this.#validators.push(line);
    } else if (head.startsWith('{"d":')) {
      const [, data = "", height, path] =
        /^\{"d":"([^"]*)","h":(\d+),"q":"([^"]*)"/.exec(
          this.#text.toString("latin1", start, Math.min(end, start + 2000)),
        ) ?? [];
      if (height === undefined) throw new Error(`a query line of unknown form at byte ${start}`);
      pushTo(this.#answers, `${path} ${data}`, [Number(height), start, end]);
    } else if (head.startsWith('{"del":')) {
      const name = /"store":"([^"]+)"\}$/.exec(this.#text.toString("latin1", Math.max(start, end - 60), end))?.[1];
      if (name === undefined) throw new Error(`a store line of unknown form at byte ${start}`);
      pushTo(this.#changes, name, [0, start, end]);
    } else this.#others.push([0, start, end]);
  }

  #parse<T>([, start, end]: Line): T {
    return JSON.parse(this.#text.toString("utf8", start, end)) as T;
  }

  get heights(): number[] {
    return [...this.#blocks.keys()].sort((a, b) => a - b);
  }

  /** Paths that were asked with any data, each with the data in hex. */
  get questions(): { path: string; dataHex: string }[] {
    return [...this.#answers.keys()].map((key) => {
      const [path = "", dataHex = ""] = key.split(" ");
      return { path, dataHex };
    });
  }

  /** Lines of other kinds, such as proofs, that contain a piece of text. */
  linesContaining(piece: string): unknown[] {
    return this.#others
      .map((line) => this.#text.toString("utf8", line[1], line[2]))
      .flatMap((text) => (text.includes(piece) ? [JSON.parse(text) as unknown] : []));
  }

  block(height: number): RecordedBlock {
    const line = this.#blocks.get(height);
    if (line === undefined) throw new Error(`block ${height} is not recorded`);
    return this.#parse<RecordedBlock>(line);
  }

  answer(path: string, dataHex: string, height: number): RecordedAnswer | undefined {
    const line = lastUpTo(this.#answers.get(`${path} ${dataHex}`) ?? [], height);
    if (line === undefined) return undefined;
    const { r } = this.#parse<{ r: { code?: number; log?: string; value?: string | null } }>(line);
    return { code: r.code ?? 0, log: r.log ?? "", value: unbase64(r.value ?? ""), recordedAt: line[0] };
  }

  validators(height: number): RecordedValidator[] {
    const line = lastUpTo(this.#validators, height);
    if (line === undefined) throw new Error(`no validators recorded up to ${height}`);
    const known = this.#setsByLine.get(line[1]);
    if (known !== undefined) return known;
    type Wire = { address: string; pub_key: { value: string }; voting_power: string };
    const set = this.#parse<{ validators: Wire[] }>(line).validators.map((wire) => ({
      address: wire.address.toLowerCase(),
      pubKey: hex(unbase64(wire.pub_key.value)),
      power: BigInt(wire.voting_power),
    }));
    this.#setsByLine.set(line[1], set);
    return set;
  }

  /** Heights at which a new set begins to sign. */
  get validatorLineHeights(): number[] {
    return this.#validators.map(([height]) => height);
  }

  storeAt(store: string, height: number, prefixHex = ""): Map<string, Uint8Array> {
    let cursor = this.#cursors.get(store);
    if (cursor === undefined || cursor.height > height) cursor = { next: 0, height: 0, rows: new Map() };
    const lines = this.#changes.get(store) ?? [];
    for (let line = lines[cursor.next]; line !== undefined; line = lines[cursor.next]) {
      const change = this.#parse<StoreChange>(line);
      if (change.h > height) break;
      for (const key of change.del) cursor.rows.delete(hex(unbase64(key)));
      for (const [key, value] of Object.entries(change.set)) cursor.rows.set(hex(unbase64(key)), unbase64(value));
      cursor.next += 1;
    }
    cursor.height = height;
    this.#cursors.set(store, cursor);
    return new Map([...cursor.rows].filter(([key]) => key.startsWith(prefixHex)).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  headerTimes(): ReadonlyMap<number, string> {
    this.#times ??= new Map(
      this.heights.map((height) => {
        const [, start = 0, end = 0] = this.#blocks.get(height) ?? [];
        const time = /"time":"([^"]+)"/.exec(this.#text.toString("latin1", start, Math.min(end, start + 600)))?.[1];
        if (time === undefined) throw new Error(`block ${height} has no time`);
        return [height, time];
      }),
    );
    return this.#times;
  }
}

/**
 * A recording opened for truth tests. Chains are read and indexed when first asked for; asking for rising heights of a
 * store is cheap, going back replays it.
 */
export class RecordedNetwork {
  readonly #dir: string;
  readonly #files: ReadonlyMap<string, string>;
  readonly #open = new Map<string, RecordedChain>();
  readonly provider: string;

  constructor(dir: string) {
    this.#dir = dir;
    this.#files = new Map(
      readdirSync(dir)
        .sort()
        .flatMap((file) => {
          const chainId = /^(.+)\.ndjson\.(gz|br)$/.exec(file)?.[1];
          return chainId === undefined ? [] : [[chainId, file] as const];
        }),
    );
    const provider = this.chains.find((chain) =>
      readPiece(join(dir, this.#files.get(chain) ?? "")).includes("ccv.provider.v1.Query"),
    );
    if (provider === undefined) throw new Error(`no provider among the recordings in ${dir}`);
    this.provider = provider;
  }

  get chains(): string[] {
    return [...this.#files.keys()];
  }

  chain(chainId: string): RecordedChain {
    const open = this.#open.get(chainId);
    if (open !== undefined) return open;
    const file = this.#files.get(chainId);
    if (file === undefined) throw new Error(`${chainId} is not in ${this.#dir}`);
    const chain = new RecordedChain(readWhole(join(this.#dir, file)));
    this.#open.set(chainId, chain);
    return chain;
  }

  /** Rows of a whole raw store as they stood after block `height`: hex key → value, by key. */
  storeAt(chainId: string, store: string, height: number, prefixHex?: string): Map<string, Uint8Array> {
    return this.chain(chainId).storeAt(store, height, prefixHex);
  }

  /** The answer that held when `height` was the latest height; `undefined` when it was never asked up to then. */
  queryAt(chainId: string, path: string, dataHex: string, height: number): RecordedAnswer | undefined {
    return this.chain(chainId).answer(path, dataHex, height);
  }

  /** The CometBFT set that signs block `height`. */
  validatorsAt(chainId: string, height: number): RecordedValidator[] {
    return this.chain(chainId).validators(height);
  }

  blockAt(chainId: string, height: number): RecordedBlock {
    return this.chain(chainId).block(height);
  }

  /** Height → header time as the node wrote it. */
  headerTimes(chainId: string): ReadonlyMap<number, string> {
    return this.chain(chainId).headerTimes();
  }
}

/** Opens a folder of recorded chains, each compressed with gzip or brotli. Throws when there is no provider in it. */
export function openRecord(dir: string): RecordedNetwork {
  return new RecordedNetwork(dir);
}

/** The chains each recording has: a folder that lacks one of them is not it, or is still being packed. */
const CHAINS = {
  first: ["ics-democ-1", "ics-devnet-provider-1", "ics-optin-1", "ics-replicated-1", "ics-stalled-1"],
  changeover: ["ics-harbor-1", "ics-lapse-1", "ics-sovereign-1"],
} as const;

/**
 * Folder of a recording: repacked in the tree (`devnet/recordings/<name>`), or as it was handed to us beside it.
 *
 * @throws Error when neither place has all of its chains
 */
export function recordingDir(name: keyof typeof CHAINS): string {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const packed = join(root, "devnet/recordings");
  const inTree = existsSync(packed) ? readdirSync(packed).map((folder) => join(packed, folder)) : [];
  const candidates = [packed, ...inTree, join(root, "../shared/tape"), join(root, "../shared/tape/changeover")];
  const has = (dir: string, chain: string) =>
    ["br", "gz"].some((end) => existsSync(join(dir, `${chain}.ndjson.${end}`)));
  const found = candidates.find((dir) => CHAINS[name].every((chain) => has(dir, chain)));
  if (found === undefined) throw new Error(`no recording "${name}" in ${packed} or in ../shared/tape`);
  return found;
}

/** Brotli with a window beyond the 16 MB of the standard, in which the record is packed. */
const BROTLI = { params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 } };

function readWhole(file: string): Buffer {
  const packed = new Uint8Array(readFileSync(file));
  return file.endsWith(".br") ? brotliDecompressSync(packed, BROTLI) : gunzipSync(packed);
}

/** What the beginning of a file unpacks to, enough to see the queries of the first height. */
function readPiece(file: string): Buffer {
  const packed = new Uint8Array(readFileSync(file)).subarray(0, 300_000);
  return file.endsWith(".br")
    ? brotliDecompressSync(packed, { ...BROTLI, finishFlush: constants.BROTLI_OPERATION_FLUSH })
    : gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH });
}

function pushTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function lastUpTo(lines: readonly Line[], height: number): Line | undefined {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.[0] ?? 0) <= height) low = middle + 1;
    else high = middle;
  }
  return lines[low - 1];
}
