/**
 * Bech32 as in BIP-173, written here because the library the rest of the tree uses for it belongs to the chain layer and
 * this folder must also run in a browser. Only the classic checksum (constant 1): Cosmos chains do not use bech32m.
 */

const CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;
/** BIP-173: at most 90 characters, the length up to which the checksum keeps its promise. */
const MAX_LENGTH = 90;
const CHECKSUM_LENGTH = 6;

export interface Bech32 {
  /** Human-readable part, lower case. */
  readonly prefix: string;
  readonly bytes: Uint8Array;
}

function polymod(values: Iterable<number>): number {
  let checksum = 1;
  for (const value of values) {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ff_ffff) << 5) ^ value;
    GENERATOR.forEach((generator, bit) => {
      if ((top >>> bit) & 1) checksum ^= generator;
    });
  }
  return checksum >>> 0;
}

function expandPrefix(prefix: string): number[] {
  const codes = Array.from(prefix, (char) => char.charCodeAt(0));
  return [...codes.map((code) => code >>> 5), 0, ...codes.map((code) => code & 31)];
}

/** Regroups bits; `undefined` when the padding left over at the end is not zeros, or is a whole group. */
function regroup(values: Iterable<number>, from: number, to: number, pad: boolean): number[] | undefined {
  const out: number[] = [];
  let carry = 0;
  let bits = 0;
  for (const value of values) {
    carry = ((carry << from) | value) & 0xfff;
    bits += from;
    while (bits >= to) {
      bits -= to;
      out.push((carry >>> bits) & ((1 << to) - 1));
    }
  }
  if (pad) {
    if (bits > 0) out.push((carry << (to - bits)) & ((1 << to) - 1));
    return out;
  }
  return bits < from && (carry & ((1 << bits) - 1)) === 0 ? out : undefined;
}

/**
 * Writes bytes as bech32.
 *
 * @throws RangeError when the prefix is empty or holds anything but printable lower-case ASCII, or the text would pass
 *   90 characters
 */
export function encodeBech32(prefix: string, bytes: Uint8Array): string {
  if (!/^[\x21-\x7e]{1,83}$/.test(prefix) || prefix !== prefix.toLowerCase()) {
    throw new RangeError(`not a bech32 prefix: ${JSON.stringify(prefix.slice(0, 90))}`);
  }
  const data = regroup(bytes, 8, 5, true) ?? [];
  const residue = polymod([...expandPrefix(prefix), ...data, 0, 0, 0, 0, 0, 0]) ^ 1;
  const checksum = Array.from({ length: CHECKSUM_LENGTH }, (_, i) => (residue >>> (5 * (5 - i))) & 31);
  const text = `${prefix}1${[...data, ...checksum].map((value) => CHARSET.charAt(value)).join("")}`;
  if (text.length > MAX_LENGTH) throw new RangeError(`bech32 text of ${text.length} characters, at most ${MAX_LENGTH}`);
  return text;
}

/** Reads bech32 text in one case; `undefined` when anything about it is wrong, checksum and padding included. */
export function parseBech32(text: string): Bech32 | undefined {
  if (text.length > MAX_LENGTH || !/^[\x21-\x7e]+$/.test(text)) return undefined;
  const lower = text.toLowerCase();
  if (text !== lower && text !== text.toUpperCase()) return undefined;
  const separator = lower.lastIndexOf("1");
  if (separator < 1 || lower.length - separator - 1 < CHECKSUM_LENGTH) return undefined;
  const prefix = lower.slice(0, separator);
  const values = Array.from(lower.slice(separator + 1), (char) => CHARSET.indexOf(char));
  if (values.includes(-1) || polymod([...expandPrefix(prefix), ...values]) !== 1) return undefined;
  const bytes = regroup(values.slice(0, -CHECKSUM_LENGTH), 5, 8, false);
  return bytes === undefined ? undefined : { prefix, bytes: Uint8Array.from(bytes) };
}
