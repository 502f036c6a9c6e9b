import type { Brand } from "@/lib/shared/brand";

/** Name of a network as configured: one provider and its consumers. Lower-case letters, digits, `-`, `_`, `.`. */
export type NetworkName = Brand<string, "NetworkName">;
/** Given out by the provider's counter (ics-protocol.md §0.1). Two consumers may share a chain id, never this. */
export type ConsumerId = Brand<string, "ConsumerId">;
/** CometBFT chain id. Not unique among consumers. */
export type ChainId = Brand<string, "ChainId">;
/**
 * Consensus address as 40 lower-case hex characters (20 bytes). Prefixes differ between chains, so we compare bytes
 * (§9.1–2); bech32 exists only at the edge.
 */
export type ConsHex = Brand<string, "ConsHex">;
/** `…valoper1…` operator address with the provider's prefix. */
export type OperatorAddress = Brand<string, "OperatorAddress">;
/** 32-byte ed25519 public key as 64 lower-case hex characters. */
export type Ed25519Hex = Brand<string, "Ed25519Hex">;

/** Reads a consumer id as the chain writes it: a whole number without leading zeros (§9.15). */
export function parseConsumerId(text: string): ConsumerId | undefined {
  return /^(0|[1-9][0-9]{0,19})$/.test(text) && BigInt(text) <= 0xffff_ffff_ffff_ffffn
    ? (text as ConsumerId)
    : undefined;
}

/** Reads a network name as it may stand in a path. */
export function parseNetworkName(text: string): NetworkName | undefined {
  return /^[a-z0-9][a-z0-9._-]{0,62}$/.test(text) ? (text as NetworkName) : undefined;
}

/** Orders consumer ids by number ("2" before "10"). */
export function compareConsumerIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Reads a consensus address written as hex in either case: 20 bytes. */
export function parseConsHex(text: string): ConsHex | undefined {
  return /^[0-9a-fA-F]{40}$/.test(text) ? (text.toLowerCase() as ConsHex) : undefined;
}

/** Reads an ed25519 public key written as hex in either case: 32 bytes. */
export function parseEd25519Hex(text: string): Ed25519Hex | undefined {
  return /^[0-9a-fA-F]{64}$/.test(text) ? (text.toLowerCase() as Ed25519Hex) : undefined;
}
