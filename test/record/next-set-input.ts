import { createHash } from "node:crypto";
import type { NextSetInput } from "@/lib/ics/next-set";
import { unhex } from "./proto-fields";
import { assignedKeysOf, markedOf, paramsOf, powerShapingOf, type RawRows, storedSetOf } from "./provider-rows";
import type { RawStakingValidator } from "./staking-answers";

/** Consensus address of a key, without lib/. */
export function addressOfKeyHex(keyHex: string): string {
  return createHash("sha256").update(unhex(keyHex)).digest("hex").slice(0, 40);
}

const STATUS = { 1: "unbonded", 2: "unbonding", 3: "bonded" } as const;

/** The recorded rows in the words of `computeNextSet`: only names and types change, nothing is decided here. */
export function nextSetInput(given: {
  readonly height: number;
  readonly id: string;
  /** Store after the block, for what transactions of the block itself have set. */
  readonly rows: RawRows;
  /** Store before the epoch's own writes: stored set and opted-in validators. */
  readonly before: RawRows;
  readonly staking: readonly RawStakingValidator[];
}): NextSetInput {
  const { height, id, rows, before } = given;
  const shaping = powerShapingOf(rows, id);
  if (shaping === undefined) throw new Error(`consumer ${id} has no power shaping at ${height}`);
  const input = {
    providerHeight: height,
    validators: given.staking.map((validator) => {
      const status = STATUS[validator.status as 1 | 2 | 3];
      return {
        operator: validator.operator,
        consAddress: addressOfKeyHex(validator.pubKey),
        pubKey: validator.pubKey,
        tokens: validator.tokens,
        status,
        jailed: validator.jailed,
        power: status === "bonded" ? validator.tokens / 1_000_000n : 0n,
      };
    }),
    maxProviderConsensusValidators: paramsOf(rows).maxProviderConsensusValidators,
    powerShaping: {
      ...shaping,
      minStake: shaping.minStake.toString(),
      allowlist: markedOf(rows, 36, id),
      denylist: markedOf(rows, 37, id),
      prioritylist: markedOf(rows, 56, id),
    },
    optedIn: new Set(markedOf(before, 32, id)),
    assignedKeys: assignedKeysOf(rows, id),
    previousSet: storedSetOf(before, id),
  };
  return input as unknown as NextSetInput;
}
