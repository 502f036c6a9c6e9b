/**
 * Exact decimals as text ("0.05", "-12", "1.000"): nothing here passes through a float (product.md §2.5).
 * A decimal is a whole number of units and how many digits of it stand behind the dot.
 */
interface Decimal {
  readonly units: bigint;
  readonly places: number;
}

export type Rounding = "floor" | "ceil" | "half-up" | "half-even";

function parse(text: string): Decimal {
  const match = /^(-?)(\d{1,80})(?:\.(\d{1,80}))?$/.exec(text);
  if (match === null) throw new Error(`not a decimal: ${JSON.stringify(text.slice(0, 60))}`);
  const [, sign = "", whole = "", fraction = ""] = match;
  return { units: BigInt(`${sign}${whole}${fraction}`), places: fraction.length };
}

function format({ units, places }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, "0");
  const fraction = digits.slice(digits.length - places).replace(/0+$/, "");
  const text = `${digits.slice(0, digits.length - places)}${places > 0 && fraction !== "" ? `.${fraction}` : ""}`;
  return units < 0n ? `-${text}` : text;
}

/** Whether text is a decimal this file understands. */
export function isDecimal(text: string): boolean {
  return /^-?\d{1,80}(\.\d{1,80})?$/.test(text);
}

/** LegacyDec on the wire (value × 10^18 without a dot, ics-protocol.md §0.4) → decimal text. Empty text is zero. */
export function legacyDecToText(wire: string): string {
  if (!/^(-?\d{1,80})?$/.test(wire)) throw new Error(`not a LegacyDec: ${JSON.stringify(wire.slice(0, 60))}`);
  return format({ units: BigInt(wire === "" ? "0" : wire), places: 18 });
}

/** Shortest text of the same value: "0.050" → "0.05". */
export function normalizeDecimal(text: string): string {
  return format(parse(text));
}

/** Negative, zero or positive as `a` is less than, equal to or more than `b`. */
export function compareDecimals(a: string, b: string): number {
  const left = parse(a);
  const right = parse(b);
  const difference = left.units * 10n ** BigInt(right.places) - right.units * 10n ** BigInt(left.places);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** `value × factor` as a whole number, rounded as told. */
export function multiplyRounded(value: bigint, factor: string, rounding: Rounding): bigint {
  const { units, places } = parse(factor);
  return divideRounded(value * units, 10n ** BigInt(places), rounding);
}

/**
 * `numerator / denominator` as a whole number, rounded as told; halves away from zero with `half-up`.
 *
 * @param denominator above zero
 */
export function divideRounded(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  if (denominator <= 0n) throw new RangeError("the denominator must be above zero");
  const remainder = ((numerator % denominator) + denominator) % denominator;
  const floor = (numerator - remainder) / denominator;
  if (remainder === 0n) return floor;
  switch (rounding) {
    case "floor":
      return floor;
    case "ceil":
      return floor + 1n;
    case "half-up":
      return remainder * 2n > denominator || (remainder * 2n === denominator && numerator > 0n) ? floor + 1n : floor;
    case "half-even":
      return remainder * 2n > denominator || (remainder * 2n === denominator && floor % 2n !== 0n) ? floor + 1n : floor;
  }
}

/** `numerator / denominator` with that many digits behind the dot, cut, never rounded up: 2/3 with 4 → "0.6666". */
export function ratioText(numerator: bigint, denominator: bigint, places: number): string {
  return format({ units: divideRounded(numerator * 10n ** BigInt(places), denominator, "floor"), places });
}
