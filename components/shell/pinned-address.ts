/**
 * The whole address of a page at a height, for somebody else to open: under the public address, or else the one the reader
 * came by. What narrows the view stays in it.
 */
export function pinnedAddress(base: string, pathname: string, search: { toString(): string }, height: number): string {
  const parameters = new URLSearchParams(search.toString());
  parameters.set("height", String(height));
  return `${base.replace(/\/+$/, "")}${pathname}?${parameters}`;
}
