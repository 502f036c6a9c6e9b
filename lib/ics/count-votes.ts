/** A vote with the stake behind it: tokens in base units, weights exact decimal text with at most 18 digits. */
export interface WeighedVote {
  readonly tokens: bigint;
  readonly options: readonly { readonly option: keyof VoteCounts | "no-with-veto"; readonly weight: string }[];
}

/** Sums of stake in base units. */
export interface VoteCounts {
  readonly yes: bigint;
  readonly no: bigint;
  readonly abstain: bigint;
  readonly noWithVeto: bigint;
}

const SCALE = 10n ** 18n;

/**
 * Adds up votes as x/gov does: each option gets its share of the voter's stake in 18 decimals, and the sums are cut to whole
 * units. Delegators who vote for themselves take their part out of their validator's; whose stake is whose is not known
 * here, so the result is exact only while validators alone have voted.
 */
export function countVotes(votes: readonly WeighedVote[]): VoteCounts {
  const sums = { yes: 0n, no: 0n, abstain: 0n, noWithVeto: 0n };
  for (const { tokens, options } of votes) {
    for (const { option, weight } of options)
      sums[option === "no-with-veto" ? "noWithVeto" : option] += tokens * scaled(weight);
  }
  return {
    yes: sums.yes / SCALE,
    no: sums.no / SCALE,
    abstain: sums.abstain / SCALE,
    noWithVeto: sums.noWithVeto / SCALE,
  };
}

function scaled(weight: string): bigint {
  const [whole = "0", fraction = ""] = weight.split(".");
  return BigInt(whole) * SCALE + BigInt(fraction.slice(0, 18).padEnd(18, "0"));
}
