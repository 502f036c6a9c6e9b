import { parseNetworkName } from "@/lib/ics/ids";
import { RecordError } from "./record-error";

export const RECORD_FORMAT = "ics-explorer-record";
/** A reader refuses another major version, and skips what a later minor one adds. */
export const RECORD_MAJOR = 1;
export const RECORD_MINOR = 0;

/** The first line of a record: what it is, readable with `head -1`. Everything in it is the word of who made the file. */
export interface RecordHeader {
  readonly format: typeof RECORD_FORMAT;
  /** `major.minor`. */
  readonly version: string;
  /** The network's name where it was exported. */
  readonly network: string;
  readonly providerChainId: string;
  /** Provider heights that the record holds. */
  readonly from: number;
  readonly until: number;
  /** ISO 8601, of the exporting machine. */
  readonly exportedAt: string;
  /** Version of the explorer that wrote it. */
  readonly explorer: string;
  readonly chains: readonly {
    readonly chainId: string;
    readonly role: string;
    readonly first: number;
    readonly last?: number;
  }[];
}

const MAX_CHAINS = 2_000;

/** Reads the first line. Throws `RecordError`. */
export function parseRecordHeader(line: string): RecordHeader {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new RecordError("this is not a record of this explorer: its first line is not JSON");
  }
  const it = (json ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof json !== "object" || it.format !== RECORD_FORMAT)
    throw new RecordError("this is not a record of this explorer");
  const version = /^(\d{1,4})\.(\d{1,4})$/.exec(String(it.version));
  if (!version) throw new RecordError("the record does not say of which version it is");
  if (Number(version[1]) !== RECORD_MAJOR) {
    const way = Number(version[1]) > RECORD_MAJOR ? "a newer explorer reads it" : "an older explorer reads it";
    throw new RecordError(`the record is of version ${version[0]}, this explorer reads ${RECORD_MAJOR}.x: ${way}`);
  }
  const { from, until, exportedAt, chains } = it;
  const isWhole =
    typeof it.network === "string" &&
    parseNetworkName(it.network) !== undefined &&
    isName(it.providerChainId) &&
    isName(it.explorer) &&
    isHeight(from) &&
    isHeight(until) &&
    from <= until &&
    typeof exportedAt === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(exportedAt) &&
    Number.isFinite(Date.parse(exportedAt)) &&
    Array.isArray(chains) &&
    chains.length <= MAX_CHAINS;
  if (!isWhole) throw new RecordError("the first line of the record lacks what it is of");
  return it as unknown as RecordHeader;
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= 100;
}

function isHeight(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 1;
}
