/** Where the reader stands: which network, and at which provider height the page is pinned. */
export interface Place {
  readonly network: string;
  /** "" with one network, "/name" with several. */
  readonly prefix: string;
  /** Left out on a live page. */
  readonly height?: number;
}

/** The address of a page on this network that keeps the pinned height. `path` begins with a slash and may have a query or anchor. */
export function placeHref({ prefix, height }: Place, path: string): string {
  const [beforeHash, hash] = splitOnce(path, "#");
  const [pathname, query] = splitOnce(beforeHash, "?");
  const parameters = new URLSearchParams(query);
  if (height !== undefined && !parameters.has("height")) parameters.set("height", String(height));
  const search = parameters.toString();
  const base = prefix !== "" && pathname === "/" ? prefix : `${prefix}${pathname}`;
  return `${base}${search === "" ? "" : `?${search}`}${hash === "" ? "" : `#${hash}`}`;
}

function splitOnce(text: string, mark: string): [string, string] {
  const i = text.indexOf(mark);
  return i === -1 ? [text, ""] : [text.slice(0, i), text.slice(i + 1)];
}
