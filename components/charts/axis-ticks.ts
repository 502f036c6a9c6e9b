import { formatInteger, formatIntegerShort } from "@/lib/format/number";

/** An axis has about so many ticks. */
const TICKS = 5;

/**
 * How the ticks of an axis over these values are written, and how wide they are in pixels: short ("1.6 M"), or whole where short
 * ones would say the same of two ticks. Exact figures stand in the table.
 */
export function axisTicks(values: readonly number[]): {
  readonly format: (value: number) => string;
  readonly width: number;
} {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const steps = Array.from({ length: TICKS }, (_, i) => Math.round(least + ((most - least) * i) / (TICKS - 1)));
  const areTold = new Set(steps).size === new Set(steps.map(short)).size;
  return areTold ? { format: short, width: 56 } : { format: whole, width: 80 };
}

const whole = (value: number): string => formatInteger(String(Math.round(value)));
const short = (value: number): string => formatIntegerShort(String(Math.round(value)));
