/**
 * An address shortened so that chain and owner stay recognisable: prefix, separator and first four, then the last six.
 * "cosmosvaloper1qqqq…abcdef". What is already short is returned whole.
 */
export function shortAddress(address: string): string {
  const separator = address.lastIndexOf("1");
  const head = separator > 0 ? separator + 5 : 6;
  return address.length <= head + 7 ? address : `${address.slice(0, head)}…${address.slice(-6)}`;
}

/** A hash or key: first eight and last four characters. */
export function shortHash(hash: string): string {
  return hash.length <= 13 ? hash : `${hash.slice(0, 8)}…${hash.slice(-4)}`;
}
