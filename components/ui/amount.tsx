import { formatAmount, formatAmountShort, formatInteger } from "@/lib/format/number";

/** A power: grouped digits, exact. */
export function Power({ value }: { value: string }) {
  return <span className="whitespace-nowrap">{formatInteger(value)}</span>;
}

/** The same, written out whole: for sums so small that shortening would make nothing of them. */
export function ExactAmount({ base, exponent, unit }: { base: string; exponent: number; unit: string }) {
  return <span className="whitespace-nowrap">{`${formatAmount(base, exponent)} ${unit}`.trim()}</span>;
}

/** Base units of a denom in its display unit (`unit` is "" where the column head names it): short for the eye, exact on hover and for screen readers. */
export function Amount({ base, exponent, unit }: { base: string; exponent: number; unit: string }) {
  const exact = `${formatAmount(base, exponent)} ${unit}`.trim();
  return (
    <span className="whitespace-nowrap" title={exact}>
      <span aria-hidden="true">{`${formatAmountShort(base, exponent)} ${unit}`.trim()}</span>
      <span className="sr-only">{exact}</span>
    </span>
  );
}
