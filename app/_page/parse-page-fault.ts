import type { PageFault } from "./page-fault";

/** The header `proxy.ts` sets, as the fault it stands for; `undefined` when there is none. */
export function parsePageFault(header: string | null): PageFault | undefined {
  if (header === null) return undefined;
  try {
    const { message, headPath } = JSON.parse(decodeURIComponent(header)) as Record<string, unknown>;
    if (typeof message !== "string") return undefined;
    return { message, ...(typeof headPath === "string" && /^\/(?!\/)/.test(headPath) ? { headPath } : {}) };
  } catch {
    return undefined;
  }
}
