"use client";

import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";

/**
 * The network's now, in milliseconds since the epoch. A replay's blocks may be months old, so ages are measured against the
 * network's clock, not the reader's. Whoever draws the page (components/shell) keeps it going, or standing on a pinned page.
 */
const ClockContext = createContext(0);

export function ClockProvider({ nowMs, children }: { nowMs: number; children: ReactNode }) {
  return <ClockContext value={nowMs}>{children}</ClockContext>;
}

export function useNetworkNow(): number {
  return useContext(ClockContext);
}

const never = () => () => {};

/** False on the server and while hydrating, true afterwards: for what only a browser can do. */
export function useIsBrowser(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
