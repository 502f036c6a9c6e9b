"use client";

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";

/**
 * The network's now. A replay's blocks may be months old, so ages are measured against the network's clock, not the
 * reader's: `nowMs` as the server reckoned it, moved on by the time that has passed in this tab. Pinned pages stand still,
 * so that the same address says the same for ever.
 */
interface Clock {
  readonly nowMs: number;
  readonly isLive: boolean;
}

const ClockContext = createContext<Clock>({ nowMs: 0, isLive: false });

export function ClockProvider({ nowMs, isLive, children }: Clock & { children: ReactNode }) {
  const [clock, setClock] = useState<Clock>({ nowMs, isLive });
  useEffect(() => {
    setClock({ nowMs, isLive });
    if (!isLive) return;
    const start = performance.now();
    const timer = setInterval(() => setClock({ nowMs: nowMs + performance.now() - start, isLive }), 1000);
    return () => clearInterval(timer);
  }, [nowMs, isLive]);
  return <ClockContext value={clock}>{children}</ClockContext>;
}

/** Milliseconds since the epoch on the network's clock; moves once a second on a live page. */
export function useNetworkNow(): number {
  return useContext(ClockContext).nowMs;
}

const never = () => () => {};

/** False on the server and while hydrating, true afterwards: for what only a browser can do. */
export function useIsBrowser(): boolean {
  return useSyncExternalStore(never, () => true, () => false);
}
