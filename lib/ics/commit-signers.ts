import type { ConsHex } from "./ids";
import { bySigningOrder } from "./signing-order";
import type { CometValidator } from "./types";

/** `block_id_flag` of a vote for the block; 1 is absent, 3 is nil (ics-protocol.md §0.2). */
const COMMITTED = 2;

/**
 * Who of a set signed a block, by consensus address; `undefined` where the flags are not of this set.
 *
 * @param flags one per member, in CometBFT's order, as the next block carries them
 */
export function commitSigners(
  set: readonly CometValidator[],
  flags: readonly number[] | undefined,
): ReadonlySet<ConsHex> | undefined {
  if (flags === undefined || flags.length === 0 || flags.length !== set.length) return undefined;
  return new Set(set.toSorted(bySigningOrder).flatMap(({ address }, i) => (flags[i] === COMMITTED ? [address] : [])));
}

/** How much of a set's power signed a block. */
export function powerThatSigned(
  set: readonly CometValidator[],
  flags: readonly number[] | undefined,
): { readonly signed: bigint; readonly total: bigint } | undefined {
  const signers = commitSigners(set, flags);
  if (!signers) return undefined;
  const sum = (members: readonly CometValidator[]) => members.reduce((total, { power }) => total + power, 0n);
  return { signed: sum(set.filter(({ address }) => signers.has(address))), total: sum(set) };
}
