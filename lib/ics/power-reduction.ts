import type { CometValidator, ProviderValidator } from "./types";

/**
 * The power of ten between tokens and power on this chain (10^6 unless the chain changed it), from a state read and
 * the set of the same height: the one that fits most active validators.
 */
export function derivePowerReduction(
  validators: readonly Pick<ProviderValidator, "consAddress" | "tokens">[],
  active: readonly Pick<CometValidator, "address" | "power">[],
): bigint {
  const tokens = new Map(validators.map((validator) => [validator.consAddress as string, validator.tokens]));
  const votes = new Map<bigint, number>();
  for (const { address, power } of active) {
    const held = tokens.get(address);
    if (held === undefined) continue;
    for (let reduction = 1n; reduction <= 10n ** 24n; reduction *= 10n) {
      if (held / reduction === power) votes.set(reduction, (votes.get(reduction) ?? 0) + 1);
    }
  }
  const best = [...votes].sort((a, b) => b[1] - a[1])[0];
  return best?.[0] ?? 1_000_000n;
}
