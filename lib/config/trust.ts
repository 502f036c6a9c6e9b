import type { ConfigError } from "./errors";

/** What the operator says about trusting one chain. */
export interface TrustConfig {
  /** A header the operator vouches for: its height and hash, lower-case hex. Absent: the first one its nodes show. */
  readonly trust?: { readonly height: number; readonly hash: string };
  /** Heights that are verified beside the cadence. */
  readonly verifyHeights?: readonly number[];
}

export interface VerifyConfig {
  /** Every so many blocks of each chain, at the last one that can be proven; 0: only at the given heights. */
  readonly everyBlocks: number;
  /** JSON-RPC calls a second that verifying may cost a node. */
  readonly callsPerSecond: number;
}

export const DEFAULT_VERIFY: VerifyConfig = { everyBlocks: 100, callsPerSecond: 50 };
const MAX_HEIGHTS = 1_000;

type Fault = (what: string) => ConfigError;
type Json = Readonly<Record<string, unknown>>;

/** `trust` and `verify.heights` of one chain's entry. Throws `ConfigError`. */
export function trustOf({ trust, verify }: Json, where: string, fault: Fault): TrustConfig {
  const heights = verify === undefined ? undefined : objectOf(verify, `${where}: "verify"`, fault).heights;
  return {
    ...(trust === undefined ? {} : { trust: rootOf(objectOf(trust, `${where}: "trust"`, fault), where, fault) }),
    ...(heights === undefined ? {} : { verifyHeights: heightsOf(heights, where, fault) }),
  };
}

/** `verify` of a network. Throws `ConfigError`. */
export function verifyOf(value: unknown, where: string, fault: Fault): { verify?: VerifyConfig } {
  if (value === undefined) return {};
  const { everyBlocks = DEFAULT_VERIFY.everyBlocks, callsPerSecond = DEFAULT_VERIFY.callsPerSecond } = objectOf(
    value,
    where,
    fault,
  );
  if (!isWhole(everyBlocks, 0)) throw fault(`${where}: "everyBlocks" must be a whole number, 0 for never`);
  if (!isWhole(callsPerSecond, 1)) throw fault(`${where}: "callsPerSecond" must be a whole number of at least 1`);
  return { verify: { everyBlocks, callsPerSecond } };
}

function rootOf({ height, hash }: Json, where: string, fault: Fault): { height: number; hash: string } {
  if (!isWhole(height, 1)) throw fault(`${where}: "trust" needs a "height" of at least 1`);
  if (typeof hash !== "string" || !/^[0-9a-fA-F]{64}$/.test(hash))
    throw fault(`${where}: "trust" needs the "hash" of that header, 64 hex digits`);
  return { height, hash: hash.toLowerCase() };
}

function heightsOf(value: unknown, where: string, fault: Fault): readonly number[] {
  if (!Array.isArray(value) || value.length > MAX_HEIGHTS || !value.every((height) => isWhole(height, 2)))
    throw fault(`${where}: "verify.heights" must be a list of heights of at least 2`);
  return [...new Set(value as number[])].sort((a, b) => a - b);
}

function objectOf(value: unknown, where: string, fault: Fault): Json {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw fault(`${where} must be an object`);
  return value as Json;
}

function isWhole(value: unknown, least: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= least;
}
