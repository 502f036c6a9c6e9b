import { multiplyRounded } from "./decimal";
import type { ConsHex } from "./ids";

/** An amount of one denom. Whole base units. */
export interface Coin {
  readonly denom: string;
  readonly amount: bigint;
}

/**
 * `Coins` or `DecCoins` as event attributes write them ("535212ibc/6B…,10uatom", "546135.000000000000000000ibc/6B…", "").
 * Fractions are cut: what stays behind the dot stays in the allocation. `undefined` for any other text.
 */
export function parseCoins(text: string): Coin[] | undefined {
  if (text === "") return [];
  const coins: Coin[] = [];
  for (const one of text.split(",")) {
    const match = /^(\d{1,80})(?:\.\d{1,18})?([a-zA-Z][a-zA-Z0-9/:._-]{2,127})$/.exec(one);
    if (!match) return undefined;
    coins.push({ denom: match[2] as string, amount: BigInt(match[1] as string) });
  }
  return coins;
}

/** Both ends of the channel a transfer came over, as its receiver names them. */
export interface TransferPath {
  readonly srcPort: string;
  readonly srcChannel: string;
  readonly dstPort: string;
  readonly dstChannel: string;
}

/**
 * The full path of a denom after it was received (ICS-20): a denom that comes home loses the sender's end of the channel,
 * any other gains the receiver's. "uorbit" → "transfer/channel-1/uorbit".
 */
export function receivedTrace(sourceDenom: string, path: TransferPath): string {
  const home = `${path.srcPort}/${path.srcChannel}/`;
  return sourceDenom.startsWith(home)
    ? sourceDenom.slice(home.length)
    : `${path.dstPort}/${path.dstChannel}/${sourceDenom}`;
}

/** Denom under which a chain books a full path: `ibc/` and the upper-case SHA-256, or the base denom itself. */
export function denomOfTrace(trace: string, sha256: (bytes: Uint8Array) => Uint8Array): string {
  if (!/^[a-zA-Z0-9._+#[\]<>-]+\/channel-\d+\//.test(trace)) return trace;
  const hash = [...sha256(new TextEncoder().encode(trace))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `ibc/${hash.toUpperCase()}`;
}

const UNIT = 10n ** 18n;

/** A validator that may be paid: in the stored set, with the height since which it has been there. */
export interface RewardCandidate {
  readonly consAddress: ConsHex;
  /** Power on the consumer. */
  readonly power: bigint;
  readonly joinHeight: number;
}

/** Whether a member has been in the set long enough to be paid in a block (ics-protocol.md §6.7). */
export function isRewardEligible(
  joinHeight: number,
  blockHeight: number,
  epochs: number,
  blocksPerEpoch: number,
): boolean {
  return blockHeight - joinHeight >= epochs * blocksPerEpoch;
}

/**
 * Divides what a block paid to validators, as the chain does: `amount × trunc18(power ÷ Σ power)` (§6.7). In units of
 * 10⁻¹⁸, so that nothing is lost by adding up; together at most the amount.
 */
export function shareReward(amount: bigint, eligible: readonly RewardCandidate[]): Map<ConsHex, bigint> {
  const total = eligible.reduce((sum, { power }) => sum + power, 0n);
  if (total === 0n) return new Map();
  return new Map(eligible.map(({ consAddress, power }) => [consAddress, amount * ((power * UNIT) / total)]));
}

/** Of a validator's share, in units of 10⁻¹⁸, its own commission; the rest is its delegators' (and its own stake's). */
export function commissionOf(share: bigint, rate: string): bigint {
  return multiplyRounded(share, rate, "floor");
}

/** Units of 10⁻¹⁸ as whole base units, cut. */
export function wholeUnits(share: bigint): bigint {
  return share / UNIT;
}
