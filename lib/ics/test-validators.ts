import { createHash } from "node:crypto";
import { formatOperatorAddress } from "./address";
import type { EpochValidator } from "./eligibility";
import { type ConsHex, type Ed25519Hex, parseConsHex, parseEd25519Hex } from "./ids";
import type { PowerShaping } from "./types";

/** Test helper: SHA-256 of Node, for functions that take one. */
export const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash("sha256").update(bytes).digest());

/** Test helper: a consensus address made of one repeated byte. */
export function consOf(byte: number): ConsHex {
  const address = parseConsHex(byte.toString(16).padStart(2, "0").repeat(20));
  if (address === undefined) throw new Error(`no byte: ${byte}`);
  return address;
}

/** Test helper: a public key made of one repeated byte. */
export function keyOf(byte: number): Ed25519Hex {
  const key = parseEd25519Hex(byte.toString(16).padStart(2, "0").repeat(32));
  if (key === undefined) throw new Error(`no byte: ${byte}`);
  return key;
}

/** Test helper: a bonded validator whose address, key and operator are one repeated byte, with power × 10^6 tokens. */
export function aValidator(byte: number, power: bigint, more: Partial<EpochValidator> = {}): EpochValidator {
  return {
    operator: formatOperatorAddress(consOf(byte), "cosmos"),
    consAddress: consOf(byte),
    pubKey: keyOf(byte),
    tokens: power * 1_000_000n,
    power,
    status: "bonded",
    jailed: false,
    ...more,
  };
}

/** Test helper: an opt-in consumer without limits. */
export function someShaping(more: Partial<PowerShaping> = {}): PowerShaping {
  return {
    topN: 0,
    validatorsPowerCap: 0,
    validatorSetCap: 0,
    allowlist: [],
    denylist: [],
    prioritylist: [],
    minStake: "0",
    allowInactiveVals: false,
    ...more,
  };
}
