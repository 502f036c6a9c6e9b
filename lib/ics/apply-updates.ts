import type { ConsHex, Ed25519Hex } from "./ids";
import type { CometValidator, ValidatorUpdate } from "./types";

/**
 * CometBFT signs with a set two blocks after the block whose EndBlock returned its updates: block `H + 1` announces it
 * (`next_validators_hash`), block `H + 2` is signed by it (ics-protocol.md §6.6).
 */
export function signingHeightOfUpdates(updatedAtHeight: number): number {
  return updatedAtHeight + 2;
}

/**
 * The CometBFT set after one block's updates. As in CometBFT, a removal of somebody who is not a member, a key named
 * twice, a negative power and a set left empty are errors, not things to overlook.
 *
 * @returns the new set by address ascending
 * @throws Error on any of those
 */
export function applyUpdates(
  validators: readonly CometValidator[],
  updates: readonly ValidatorUpdate[],
  addressOf: (pubKey: Ed25519Hex) => ConsHex,
): CometValidator[] {
  const byKey = new Map(validators.map((validator) => [validator.pubKey, validator]));
  if (byKey.size !== validators.length) throw new Error("the set names a key twice");
  const named = new Set<Ed25519Hex>();
  for (const { pubKey, power } of updates) {
    if (named.has(pubKey)) throw new Error(`key ${pubKey} is updated twice in one block`);
    named.add(pubKey);
    if (power < 0n) throw new Error(`key ${pubKey} is given the negative power ${power}`);
    if (power > 0n) byKey.set(pubKey, { address: addressOf(pubKey), pubKey, power });
    else if (!byKey.delete(pubKey)) throw new Error(`key ${pubKey} is removed but was not in the set`);
  }
  if (byKey.size === 0 && updates.length > 0) throw new Error("the updates leave no validator");
  return [...byKey.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
}
