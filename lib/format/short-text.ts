import { safeText } from "./safe-text";

/** Longer than any address, key or hash there is. Who relays, owns or votes may be anybody's text on a chain that does not check it. */
const LONGEST = 200;

/**
 * An address shortened so that chain and owner stay recognisable: prefix, separator and first four, then the last six.
 * "cosmosvaloper1qqqq…abcdef". What is already short is returned whole.
 */
export function shortAddress(given: string): string {
  const address = safeText(given, LONGEST);
  const separator = address.lastIndexOf("1");
  const head = separator > 0 ? separator + 5 : 6;
  return address.length <= head + 7 ? address : `${address.slice(0, head)}…${address.slice(-6)}`;
}

/** A hash or key: first eight and last four characters. */
export function shortHash(given: string): string {
  const hash = safeText(given, LONGEST);
  return hash.length <= 13 ? hash : `${hash.slice(0, 8)}…${hash.slice(-4)}`;
}
