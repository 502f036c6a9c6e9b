import type { LightBlock } from "./light-block";
import type { LightCrypto } from "./light-crypto";
import { invalid, LightError } from "./light-error";
import { type TrustedState, type TrustOptions, verifyHeader } from "./verify-header";

/** A light block together with the set its header names as the next. */
export interface FullLightBlock extends LightBlock {
  readonly nextValidators: TrustedState["nextValidators"];
}

/**
 * Walks from what is trusted to a height, by as few blocks as trust allows: tries the target, and halves the way while the
 * trusted set does not reach it. Asks for blocks by yielding heights, so that it does no I/O of its own; yields every block that
 * was verified on the way, for the caller to keep. Throws `LightError`.
 */
export function* skipTo(
  trusted: TrustedState,
  target: bigint,
  options: TrustOptions,
  crypto: LightCrypto,
): Generator<bigint, TrustedState[], FullLightBlock> {
  const verified: TrustedState[] = [];
  const pending: FullLightBlock[] = [];
  let from = trusted;
  let next = yield* ask(target);
  while (true) {
    try {
      verifyHeader(from, next, options, crypto);
    } catch (error) {
      if (!(error instanceof LightError) || error.code !== "not-enough-trust") throw error;
      const middle = (from.header.height + next.header.height) / 2n;
      if (middle === from.header.height) throw invalid(`the set changed too much at block ${next.header.height}`);
      pending.push(next);
      next = yield* ask(middle);
      continue;
    }
    from = { header: next.header, nextValidators: next.nextValidators };
    verified.push(from);
    const waiting = pending.pop();
    if (waiting === undefined) return verified;
    next = waiting;
  }
}

function* ask(height: bigint): Generator<bigint, FullLightBlock, FullLightBlock> {
  const block = yield height;
  if (block.header.height !== height) throw invalid(`asked for block ${height}, got ${block.header.height}`);
  return block;
}
