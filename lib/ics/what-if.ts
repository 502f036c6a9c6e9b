import type { EpochValidator } from "./eligibility";
import type { ConsHex } from "./ids";
import { computeNextSet, type NextSet, type NextSetInput } from "./next-set";
import type { Exclusion, PowerShaping, StoredValidator } from "./types";

/** What is true at a provider block, and what a what-if starts from. */
export interface WhatIfBase extends Omit<NextSetInput, "assignedKeys" | "previousSet"> {
  /** Tokens per power on this chain. */
  readonly powerReduction: bigint;
  /** Set the provider stores now (prefix 31); empty before launch. */
  readonly storedSet: readonly StoredValidator[];
}

/** Changes a reader makes. What is absent stays as it is; a list replaces the whole list, as `MsgUpdateConsumer` does. */
export interface WhatIfChanges {
  readonly rules: Partial<PowerShaping>;
  readonly optIn: readonly ConsHex[];
  readonly optOut: readonly ConsHex[];
  /** Base units of the bond denom; negative: undelegated. */
  readonly delegations: readonly { readonly consAddress: ConsHex; readonly amount: bigint }[];
}

export const NO_CHANGES: WhatIfChanges = { rules: {}, optIn: [], optOut: [], delegations: [] };

/** What the provider would look at if the changes had been made: input of `computeNextSet`. */
export function applyChanges(base: WhatIfBase, changes: WhatIfChanges): NextSetInput {
  const added = new Map<ConsHex, bigint>();
  for (const { consAddress, amount } of changes.delegations)
    added.set(consAddress, (added.get(consAddress) ?? 0n) + amount);
  const optedIn = new Set([...base.optedIn, ...changes.optIn]);
  for (const address of changes.optOut) optedIn.delete(address);
  return {
    providerHeight: base.providerHeight,
    maxProviderConsensusValidators: base.maxProviderConsensusValidators,
    validators: base.validators.map((validator) => delegated(validator, added, base.powerReduction)),
    powerShaping: { ...base.powerShaping, ...changes.rules },
    optedIn,
    assignedKeys: new Map(),
    previousSet: base.storedSet,
  };
}

/** Tokens and power after a delegation; power moves for bonded validators alone, and nobody goes below nothing. */
function delegated(
  validator: EpochValidator,
  added: ReadonlyMap<ConsHex, bigint>,
  powerReduction: bigint,
): EpochValidator {
  const amount = added.get(validator.consAddress);
  if (amount === undefined) return validator;
  const sum = validator.tokens + amount;
  const tokens = sum > 0n ? sum : 0n;
  return { ...validator, tokens, power: validator.status === "bonded" ? tokens / powerReduction : validator.power };
}

/** Where one validator stands in today's stored set and in the one that would follow. */
export interface WhatIfRow {
  readonly consAddress: ConsHex;
  /** Consumer power; absent = not in that set. */
  readonly today?: bigint;
  readonly next?: bigint;
  readonly change: "enters" | "leaves" | "moves" | "stays" | "out";
  /** Why it is not in the next set. */
  readonly excludedBecause?: Exclusion;
  /** Its place or power hangs on how equals are ordered, which the protocol leaves open. */
  readonly isTied: boolean;
}

export interface WhatIf {
  readonly input: NextSetInput;
  readonly next: NextSet;
  readonly rows: readonly WhatIfRow[];
}

/** Runs the computation of §6.3 with the changes made. Pure and exact, but for ties. */
export function computeWhatIf(base: WhatIfBase, changes: WhatIfChanges): WhatIf {
  const input = applyChanges(base, changes);
  const next = computeNextSet(input);
  const today = new Map(base.storedSet.map(({ consAddress, power }) => [consAddress, power]));
  const nextPower = new Map(next.set.map(({ consAddress, power }) => [consAddress, power]));
  const ties = new Set(next.ties);
  const rows = next.eligibility.map(({ consAddress, excludedBecause }): WhatIfRow => {
    const [before, after] = [today.get(consAddress), nextPower.get(consAddress)];
    return {
      consAddress,
      ...(before === undefined ? {} : { today: before }),
      ...(after === undefined ? {} : { next: after }),
      change: changeOf(before, after),
      ...(excludedBecause === undefined ? {} : { excludedBecause }),
      isTied: ties.has(consAddress),
    };
  });
  return { input, next, rows };
}

function changeOf(before: bigint | undefined, after: bigint | undefined): WhatIfRow["change"] {
  if (before === undefined) return after === undefined ? "out" : "enters";
  if (after === undefined) return "leaves";
  return before === after ? "stays" : "moves";
}
