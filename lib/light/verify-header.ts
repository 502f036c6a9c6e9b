import { headerHash } from "./header-hash";
import type { LightBlock, LightValidator, SignedHeader } from "./light-block";
import type { LightCrypto } from "./light-crypto";
import { invalid, LightError } from "./light-error";
import { checkSet, checkTrustIn, hashOfSet, isEqual, verifyCommit } from "./verify-commit";

/** What is trusted of an earlier height: its header, and the set it names as the next. */
export interface TrustedState {
  readonly header: SignedHeader["header"];
  /** Set of the height after the header's: hashes to its `next_validators_hash`. */
  readonly nextValidators: readonly LightValidator[];
}

export interface TrustOptions {
  /** Nanoseconds; below the unbonding period, or those who signed may have left unpunished. */
  readonly trustingPeriodNs: bigint;
  /** Nanoseconds since 1970. */
  readonly nowNs: bigint;
  /** How far a header may lie in the future. */
  readonly maxClockDriftNs: bigint;
}

/**
 * Throws unless a block hangs together by itself: its commit is for it, its set is the one its header names, every signature is
 * right and more than two thirds signed.
 */
export function verifyLightBlock(block: LightBlock, chainId: string, crypto: LightCrypto): void {
  const { header, commit, validators } = block;
  if (header.chainId !== chainId) throw invalid(`a header of ${header.chainId.slice(0, 60)}, not of ${chainId}`);
  if (commit.height !== header.height) throw invalid(`a commit of ${commit.height} for header ${header.height}`);
  if (!isEqual(headerHash(header, crypto), commit.blockId.hash)) throw invalid("the commit is for another header");
  checkSet(validators, crypto);
  if (!isEqual(hashOfSet(validators, crypto), header.validatorsHash)) throw invalid("the set is not the header's");
  verifyCommit(block, crypto);
}

/**
 * Throws unless a block follows from what is trusted: adjacent by the set the trusted header names, others by more than a third
 * of the trusted set's power among its signers (CometBFT light client specification). Errors: `expired` when the trusted header is older
 * than the trusting period, `not-enough-trust` when a block in between is needed, `invalid` when something is false.
 */
export function verifyHeader(
  trusted: TrustedState,
  block: LightBlock,
  options: TrustOptions,
  crypto: LightCrypto,
): void {
  const { header } = block;
  const { trustingPeriodNs, nowNs, maxClockDriftNs } = options;
  if (trusted.header.timeNs + trustingPeriodNs <= nowNs) {
    throw new LightError("expired", `the header we trust, ${trusted.header.height}, is older than the trusting period`);
  }
  if (header.height <= trusted.header.height)
    throw invalid(`block ${header.height} is not after the trusted ${trusted.header.height}`);
  if (header.timeNs <= trusted.header.timeNs) throw invalid(`block ${header.height} is older than the trusted one`);
  if (header.timeNs >= nowNs + maxClockDriftNs) throw invalid(`block ${header.height} is from the future`);
  if (header.height === trusted.header.height + 1n) {
    if (!isEqual(header.validatorsHash, trusted.header.nextValidatorsHash))
      throw invalid("the set is not the one the trusted header names as the next");
    verifyLightBlock(block, trusted.header.chainId, crypto);
    return;
  }
  if (!isEqual(hashOfSet(trusted.nextValidators, crypto), trusted.header.nextValidatorsHash))
    throw invalid("the trusted set is not the one its header names");
  // What hangs together is looked at first: trust is then counted over signatures that are known to be right.
  verifyLightBlock(block, trusted.header.chainId, crypto);
  checkTrustIn(block.commit, trusted.nextValidators);
}
