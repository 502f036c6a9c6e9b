const SPLIT = 2 ** 27 + 1;

/**
 * Negative, zero or positive as `a · b` is less than, equal to or more than `c · d`, exactly, for whole numbers below 2^51
 * held as doubles. A rounded product keeps the order wherever it differs; where it does not, the two roundings decide
 * (Dekker 1971: a product is its rounding plus an error that a double holds).
 */
export function compareProducts(a: number, b: number, c: number, d: number): number {
  const [left, right] = [a * b, c * d];
  return left - right || roundingOf(a, b, left) - roundingOf(c, d, right);
}

/** What `a · b` is more than its rounding. */
function roundingOf(a: number, b: number, product: number): number {
  const [aHigh, bHigh] = [highPart(a), highPart(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

function highPart(value: number): number {
  const wide = value * SPLIT;
  return wide - (wide - value);
}
