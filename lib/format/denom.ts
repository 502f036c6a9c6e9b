import { safeText } from "./safe-text";

/** How amounts of a denom are shown: divided by 10^exponent, with the unit's name. */
export interface DenomUnit {
  readonly exponent: number;
  readonly unit: string;
}

/** Longest denom of the Cosmos SDK. */
const LONGEST = 128;

/**
 * The Cosmos convention that a denom of `u` and a name counts millionths ("uatom" → ATOM). Any other denom is shown in its
 * base units under its own name: a guessed exponent would be a wrong figure. The name is anybody's text and made fit here.
 */
export function denomUnit(denom: string | undefined): DenomUnit {
  if (denom === undefined) return { exponent: 0, unit: "base units" };
  const name = /^u([a-z][a-z0-9]{1,15})$/.exec(denom)?.[1];
  return name === undefined
    ? { exponent: 0, unit: safeText(denom, LONGEST) || "units of a denom without a name" }
    : { exponent: 6, unit: name.toUpperCase() };
}
