/**
 * A block time as milliseconds since 1970, with the fraction below a millisecond kept: blocks of two chains may fall into
 * the same millisecond and still have an order. Good to about a quarter of a microsecond.
 * Throws when the text is not an RFC 3339 time in UTC.
 */
export function parseTimeMs(text: string): number {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(text);
  const seconds = match ? Date.parse(`${match[1]}Z`) : Number.NaN;
  if (Number.isNaN(seconds)) throw new Error(`not a block time: ${text}`);
  return seconds + Number(`0.${match?.[2] ?? "0"}`) * 1000;
}
