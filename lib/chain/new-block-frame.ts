/** The header stands near the front of a message, and its height near the front of the header. */
const FRONT = 20_000;
const HEADER_FRONT = 1_000;
const HEADER = '"header":{';

/**
 * The height in a NewBlock message of a socket, without parsing megabytes of block. Its time grows with the length looked at and
 * no faster: who sends it may be anybody.
 */
export function heightInFrame(data: unknown): number | undefined {
  if (typeof data !== "string" || !data.includes("NewBlock")) return undefined;
  const start = data.slice(0, FRONT).indexOf(HEADER);
  if (start < 0) return undefined;
  const digits = /"height":"(\d{1,15})"/.exec(data.slice(start, start + HEADER_FRONT))?.[1];
  return digits === undefined ? undefined : Number(digits);
}
