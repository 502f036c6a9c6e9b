import type { ConsHex, Ed25519Hex } from "./ids";
import type { ValidatorUpdate } from "./types";

/** A member of a consumer's set, named by the key it uses there. */
export interface KeyedPower {
  readonly pubKey: Ed25519Hex;
  readonly power: bigint;
}

/**
 * The updates a VSC packet carries from one set to the next (ics-protocol.md §4.2): removals and new powers by *consumer
 * public key*, so a changed key is one removal and one addition. By key ascending; the chain's order is another and means
 * nothing.
 */
export function diffSets(before: readonly KeyedPower[], after: readonly KeyedPower[]): ValidatorUpdate[] {
  const old = new Map(before.map(({ pubKey, power }) => [pubKey, power]));
  const now = new Map(after.map(({ pubKey, power }) => [pubKey, power]));
  const updates: ValidatorUpdate[] = [];
  for (const pubKey of old.keys()) if (!now.has(pubKey)) updates.push({ pubKey, power: 0n });
  for (const [pubKey, power] of now) if (old.get(pubKey) !== power) updates.push({ pubKey, power });
  return updates.sort((a, b) => (a.pubKey < b.pubKey ? -1 : 1));
}

/** The same difference in terms of validators. */
export interface SetChanges {
  readonly joins: readonly { readonly consAddress: ConsHex; readonly power: bigint }[];
  readonly leaves: readonly { readonly consAddress: ConsHex; readonly power: bigint }[];
  readonly powerMoves: readonly { readonly consAddress: ConsHex; readonly before: bigint; readonly after: bigint }[];
  readonly keyChanges: readonly {
    readonly consAddress: ConsHex;
    readonly before: Ed25519Hex;
    readonly after: Ed25519Hex;
  }[];
}

/** Who joins, leaves, gains, loses or changes key between two stored sets, told by provider consensus address. */
export function deriveSetChanges(
  before: readonly (KeyedPower & { readonly consAddress: ConsHex })[],
  after: readonly (KeyedPower & { readonly consAddress: ConsHex })[],
): SetChanges {
  const old = new Map(before.map((member) => [member.consAddress, member]));
  const now = new Map(after.map((member) => [member.consAddress, member]));
  const stayed = after.flatMap((member) => {
    const was = old.get(member.consAddress);
    return was === undefined ? [] : [{ was, member }];
  });
  return {
    joins: after
      .filter(({ consAddress }) => !old.has(consAddress))
      .map(({ consAddress, power }) => ({ consAddress, power })),
    leaves: before
      .filter(({ consAddress }) => !now.has(consAddress))
      .map(({ consAddress, power }) => ({ consAddress, power })),
    powerMoves: stayed
      .filter(({ was, member }) => was.power !== member.power)
      .map(({ was, member }) => ({ consAddress: member.consAddress, before: was.power, after: member.power })),
    keyChanges: stayed
      .filter(({ was, member }) => was.pubKey !== member.pubKey)
      .map(({ was, member }) => ({ consAddress: member.consAddress, before: was.pubKey, after: member.pubKey })),
  };
}
