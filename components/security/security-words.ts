import type { SecurityItem } from "@/lib/api/contracts/security";
import { denomUnit } from "@/lib/format/denom";
import { count, formatAmountShort, formatShare, THIN_SPACE } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";

/** "Replica (0)", or "the provider". */
export function scopeName({ scope, name, chainId }: Pick<SecurityItem, "scope" | "name" | "chainId">): string {
  if (scope === "provider") return "Provider";
  return `${safeText(name ?? "", 40) || safeText(chainId, 40)} (${scope})`;
}

/** An amount in a sentence: "9.4 M ATOM". */
export function amountWords(base: string, denom: string | undefined): string {
  const { exponent, unit } = denomUnit(denom);
  return `${formatAmountShort(base, exponent)}${THIN_SPACE}${safeText(unit, 24)}`;
}

/** The consumer that least stake can halt; `undefined` where none has a set. */
export function weakest(items: readonly SecurityItem[]): SecurityItem | undefined {
  const halting = items.filter(({ scope, stakeToHalt }) => scope !== "provider" && stakeToHalt !== undefined);
  return halting.toSorted((a, b) => (BigInt(a.stakeToHalt ?? 0) < BigInt(b.stakeToHalt ?? 0) ? -1 : 1))[0];
}

/** The answer of the page: how far below the provider its weakest consumer is. */
export function securitySentence(items: readonly SecurityItem[]): string {
  const provider = items.find(({ scope }) => scope === "provider");
  const weak = weakest(items);
  if (weak?.fewestToHalt === undefined || weak.stakeToHalt === undefined) {
    return provider?.fewestToHalt === undefined
      ? "Neither the provider nor a consumer has a validator set at this height."
      : `No consumer is secured at this height; ${count(provider.fewestToHalt, "validator")} could halt the provider.`;
  }
  const can = weak.fewestToHalt === 1 ? "one validator" : count(weak.fewestToHalt, "validator");
  const cost =
    weak.haltCostOfProvider === undefined
      ? ""
      : `, ${formatShare(weak.haltCostOfProvider)} of what it takes on the provider`;
  return `The weakest chain is ${scopeName(weak)}: ${can} with ${amountWords(weak.stakeToHalt, weak.denom)} can halt it${cost}.`;
}
