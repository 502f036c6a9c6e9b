/** The address of an answer of the API for one network, pinned to a provider height or live. */
export function apiPath(
  network: string,
  path: string,
  height: number | undefined,
  parameters: Readonly<Record<string, string>> = {},
): string {
  const search = new URLSearchParams(parameters);
  if (height !== undefined) search.set("height", String(height));
  const text = search.toString();
  return `/api/v1/${encodeURIComponent(network)}${path}${text === "" ? "" : `?${text}`}`;
}

/** A live page asks again this often while nobody tells it what changed; a pinned one never does. */
const REFRESH_MS = 2_500;
/** While a stream tells of every block, asking is only the net below it. */
const STREAMED_REFRESH_MS = 30_000;

const stream = { isOpen: false };

/** Whether the browser is told of blocks by a stream; set by the shell of the page. */
export function setStreaming(isOpen: boolean): void {
  stream.isOpen = isOpen;
}

/** Options shared by all queries: what is pinned is final. */
export function refreshing(height: number | undefined, intervalMs = REFRESH_MS) {
  return height === undefined
    ? { staleTime: intervalMs / 2, refetchInterval: () => (stream.isOpen ? STREAMED_REFRESH_MS : intervalMs) }
    : { staleTime: Number.POSITIVE_INFINITY, refetchInterval: false as const };
}
