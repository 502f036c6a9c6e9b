import { hash } from "node:crypto";
import type { ChainEvent } from "@/lib/chain/types";
import { parseAnyAddress } from "@/lib/ics/address";
import { multiplyRounded } from "@/lib/ics/decimal";

/** A bank `burn` of stake: of bonded tokens, or of tokens that were unbonding already. */
export interface Burn {
  readonly pool: "bonded" | "not-bonded";
  readonly amount: bigint;
}

/** What a punishment took. `unbonding`: the part that had been on its way out. */
export type Burnt =
  | { readonly amount: bigint; readonly unbonding: bigint }
  | { readonly because: "no-burn-event" | "burns-not-told-apart" };

/** Module accounts of x/staking: the first 20 bytes of the hash of their names (ics-protocol.md §2.6). */
const POOLS: ReadonlyMap<string, Burn["pool"]> = new Map([
  [accountOf("bonded_tokens_pool"), "bonded"],
  [accountOf("not_bonded_tokens_pool"), "not-bonded"],
]);

function accountOf(name: string): string {
  return hash("sha256", name).slice(0, 40);
}

/** The burns of stake among some events, in order. */
export function stakeBurns(events: readonly ChainEvent[]): Burn[] {
  return events.flatMap(({ type, attrs }) => {
    const pool = type === "burn" ? POOLS.get(parseAnyAddress(attrs.burner ?? "")?.hex ?? "") : undefined;
    const amount = /^(\d{1,78})/.exec(attrs.amount ?? "")?.[1];
    return pool === undefined || amount === undefined ? [] : [{ pool, amount: BigInt(amount) }];
  });
}

/** What x/staking takes at most: tokens of the power that was accused, times the fraction, cut to whole units. */
export function expectedBurn(power: bigint, powerReduction: bigint, fraction: string): bigint {
  return multiplyRounded(power * powerReduction, fraction, "floor");
}

/** All burns of a message that punishes one validator. */
export function burntByOne(burns: readonly Burn[], expected: bigint | undefined): Burnt {
  if (burns.length > 0) return sumOf(burns);
  return expected === 0n ? { amount: 0n, unbonding: 0n } : { because: "no-burn-event" };
}

/** A validator that one message punishes together with others. */
export interface Accused {
  /** Least that must have burnt: its own power times the fraction. Undelegations and redelegations add to it. */
  readonly atLeast: bigint | undefined;
}

/**
 * Tells apart the burns of a message that punishes several validators one after the other. Each ends with a burn of bonded
 * tokens, before which stand its undelegations; a slashed redelegation burns bonded tokens too, and then the burns can only
 * be told apart when they cannot be read in two ways. No burn names its validator (§5.5).
 */
export function burntByEach(burns: readonly Burn[], accused: readonly Accused[]): Burnt[] {
  if (accused.length === 1) return [burntByOne(burns, accused[0]?.atLeast)];
  if (accused.every(({ atLeast }) => atLeast === 0n) && burns.length === 0)
    return accused.map(() => ({ amount: 0n, unbonding: 0n }));
  const groups: Burn[][] = [[]];
  for (const burn of burns) {
    groups.at(-1)?.push(burn);
    if (burn.pool === "bonded") groups.push([]);
  }
  const rest = groups.pop() ?? [];
  const fits =
    rest.length === 0 &&
    groups.length === accused.length &&
    groups.every((group, i) => sumOf(group).amount >= (accused[i]?.atLeast ?? 0n));
  if (!fits) return accused.map(() => ({ because: burns.length === 0 ? "no-burn-event" : "burns-not-told-apart" }));
  return groups.map(sumOf);
}

function sumOf(burns: readonly Burn[]): { amount: bigint; unbonding: bigint } {
  const total = (some: readonly Burn[]) => some.reduce((sum, { amount }) => sum + amount, 0n);
  return { amount: total(burns), unbonding: total(burns.filter(({ pool }) => pool === "not-bonded")) };
}
