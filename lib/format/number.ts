/** U+202F, narrow no-break space: groups digits and joins a figure to its unit. */
export const THIN_SPACE = "\u202f";

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Groups the digits of a whole number in threes: "377400123" → "377 400 123". Text that is no number is returned as it is. */
export function formatInteger(value: bigint | string): string {
  const match = /^(-?)(\d+)$/.exec(String(value));
  if (!match) return String(value);
  return `${match[1] === "-" ? "−" : ""}${(match[2] as string).replace(/\B(?=(\d{3})+$)/g, THIN_SPACE)}`;
}

/**
 * A decimal rounded half up to `digits` places, exact at any length. `value` is decimal text ("0.79912").
 * Returns the text unchanged when it is no decimal.
 */
export function roundDecimal(value: string, digits: number): string {
  const match = DECIMAL.exec(value);
  if (!match) return value;
  const [, sign, whole, fraction = ""] = match;
  const scaled =
    BigInt(`${whole}${fraction.slice(0, digits).padEnd(digits, "0")}`) +
    (Number(fraction[digits] ?? "0") >= 5 ? 1n : 0n);
  const text = scaled.toString().padStart(digits + 1, "0");
  const split = text.length - digits;
  const isNegative = sign === "-" && scaled !== 0n;
  return `${isNegative ? "-" : ""}${text.slice(0, split)}${digits === 0 ? "" : `.${text.slice(split)}`}`;
}

/**
 * Base units written in the display unit, exact: 1234567n with exponent 6 → "1.234567". Trailing zeros of the fraction go.
 */
export function formatAmount(base: bigint | string, exponent: number): string {
  const [whole, fraction] = splitAmount(base, exponent);
  return fraction === "" ? formatInteger(whole) : `${formatInteger(whole)}.${fraction}`;
}

/** The same, shortened for reading at a glance: "377.4 M", "12.3 k", "950". The exact value belongs in a title. */
export function formatAmountShort(base: bigint | string, exponent: number): string {
  const [whole] = splitAmount(base, exponent);
  return formatIntegerShort(whole);
}

const STEPS = [
  { digits: 12, mark: "T" },
  { digits: 9, mark: "G" },
  { digits: 6, mark: "M" },
  { digits: 3, mark: "k" },
] as const;

/** A whole number with at most four figures: "377.4 M". Below ten thousand it is written out. */
export function formatIntegerShort(value: bigint | string): string {
  const match = /^(-?)(\d+)$/.exec(String(value));
  if (!match) return String(value);
  const [, sign, digits] = match as unknown as [string, string, string];
  if (digits.length <= 4) return formatInteger(value);
  const step = STEPS.find((candidate) => digits.length > candidate.digits);
  if (!step) return formatInteger(value);
  const split = digits.length - step.digits;
  const rounded = roundDecimal(`${digits.slice(0, split)}.${digits.slice(split)}`, 1);
  return `${sign === "-" ? "−" : ""}${formatDecimal(rounded)}${THIN_SPACE}${step.mark}`;
}

/** Decimal share of one as percent: "0.79912" → "79.9 %". Shares above 0 that would round to 0 say "< 0.1 %". */
export function formatShare(share: string, digits = 1): string {
  const match = DECIMAL.exec(share);
  if (!match) return share;
  const [, sign, whole, fraction = ""] = match as unknown as [string, string, string, string | undefined];
  const moved = fraction.padEnd(2, "0");
  const percent = `${sign}${BigInt(whole + moved.slice(0, 2))}${moved.length > 2 ? `.${moved.slice(2)}` : ""}`;
  const rounded = roundDecimal(percent, digits);
  const isTiny = /[1-9]/.test(percent) && !/[1-9]/.test(rounded);
  return isTiny ? `<${THIN_SPACE}${smallest(digits)}${THIN_SPACE}%` : `${rounded.replace("-", "−")}${THIN_SPACE}%`;
}

/** Decimal text with grouped whole part: "1234.5" → "1 234.5". */
function formatDecimal(value: string): string {
  const match = DECIMAL.exec(value);
  if (!match) return value;
  return `${formatInteger(`${match[1]}${match[2]}`)}${match[3] === undefined ? "" : `.${match[3]}`}`;
}

/** `part` ÷ `whole` as decimal text with six places, without a float. "0" for an empty whole. */
export function shareOf(part: bigint, whole: bigint): string {
  if (whole <= 0n) return "0";
  const scaled = ((part < 0n ? -part : part) * 1_000_000n) / whole;
  const text = scaled.toString().padStart(7, "0");
  return `${part < 0n ? "-" : ""}${text.slice(0, -6)}.${text.slice(-6)}`;
}

/** "1 validator", "12 validators"; `plural` for the words that do not take an s. */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${formatInteger(String(value))} ${value === 1 ? noun : plural}`;
}

function smallest(digits: number): string {
  return digits === 0 ? "1" : `0.${"0".repeat(digits - 1)}1`;
}

function splitAmount(base: bigint | string, exponent: number): [whole: string, fraction: string] {
  const match = /^(-?)(\d+)$/.exec(String(base));
  if (!match) return [String(base), ""];
  const digits = (match[2] as string).padStart(exponent + 1, "0");
  const split = digits.length - exponent;
  return [`${match[1]}${digits.slice(0, split)}`, exponent === 0 ? "" : digits.slice(split).replace(/0+$/, "")];
}
