import { formatAmount, formatAmountShort, formatInteger } from "@/lib/format/number";

/** A power: grouped digits, exact. */
export function Power({ value }: { value: string }) {
  return <span className="whitespace-nowrap">{formatInteger(value)}</span>;
}

/** Base units of a denom in its display unit: short for the eye, exact on hover and for screen readers. */
export function Amount({ base, exponent, unit }: { base: string; exponent: number; unit: string }) {
  const exact = `${formatAmount(base, exponent)} ${unit}`;
  return (
    <span className="whitespace-nowrap" title={exact}>
      <span aria-hidden="true">
        {formatAmountShort(base, exponent)} {unit}
      </span>
      <span className="sr-only">{exact}</span>
    </span>
  );
}
