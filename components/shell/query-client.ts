import { QueryClient } from "@tanstack/react-query";

/** One per request on the server, one per tab in the browser. A failed refresh keeps the last figures; the shell says their age. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({ defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: true, gcTime: 5 * 60_000 } } });
}
