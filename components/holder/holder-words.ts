import type { HoldersView } from "@/lib/api/contracts/holder";
import { count, formatShare } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { compareDecimals } from "@/lib/ics/decimal";

type Consumer = HoldersView["consumers"][number];

/** A consumer as a holder's page calls it: its name, else its chain id, with its id, since names repeat. */
export function chainName({ name, chainId, consumerId }: Pick<Consumer, "name" | "chainId" | "consumerId">): string {
  return `${safeText(name, 24) || safeText(chainId, 24)} (${consumerId})`;
}

/** "2 of 3 validators secure 4 consumer chains; double signing on Orbit (1) would cost the most, 8.0 % of the stake." */
export function holdersSentence({ validators, consumers, delegator }: HoldersView): string {
  if (validators.length === 0) {
    return delegator === undefined
      ? "None of these is a validator of this provider."
      : "This account delegates to no validator.";
  }
  const securing = validators.filter(({ secures }) => secures.length > 0).length;
  const who =
    validators.length === 1
      ? "This validator"
      : securing === validators.length
        ? `All ${validators.length} validators`
        : `${securing} of ${count(validators.length, "validator")}`;
  if (consumers.length === 0)
    return `${validators.length === 1 ? "This validator secures" : `None of these ${validators.length} validators secures`} ${validators.length === 1 ? "no consumer chain" : "a consumer chain"}.`;
  const first = `${who} ${securing === 1 ? "secures" : "secure"} ${count(consumers.length, "consumer chain")}`;
  const worst = worstOf(consumers);
  return worst?.fractions === undefined
    ? `${first}.`
    : `${first}; a double signing on ${chainName(worst)} would cost the most, ${formatShare(worst.fractions.doubleSign)} of the stake.`;
}

function worstOf(consumers: readonly Consumer[]): Consumer | undefined {
  return consumers
    .filter(({ fractions }) => fractions !== undefined)
    .toSorted((a, b) => compareDecimals(b.fractions?.doubleSign ?? "0", a.fractions?.doubleSign ?? "0"))[0];
}
