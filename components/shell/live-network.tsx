"use client";

import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { ClockProvider } from "@/components/ui/clock";
import { usePlace } from "@/components/ui/place";
import type { AsOf } from "@/lib/api/contracts/common";
import { networkTimeQuery } from "@/lib/api/overview-query";
import { parseTimeMs } from "@/lib/format/time";
import { type ClockReading, isLate, networkNowMs, replayLagMs } from "./network-clock";
import { useStream } from "./use-stream";

/** The head as the shell shows it. */
interface NetworkHead {
  readonly asOf: AsOf;
  /** The newest block that is stored: `asOf`, or for a moment the one after it, whose figures are still to come. */
  readonly newest: AsOf;
  readonly blockHash: string;
  readonly isLive: boolean;
  /** The network was imported from a file and is not followed. */
  readonly record?: { readonly exportedAt: string } | undefined;
  readonly isLate: boolean;
  /** The explorer itself did not answer the last time it was asked. */
  readonly isSilent: boolean;
  readonly replayLagMs?: number;
}

const HeadContext = createContext<NetworkHead | undefined>(undefined);

export function useNetworkHead(): NetworkHead | undefined {
  return useContext(HeadContext);
}

/**
 * Follows the head of the network and keeps its clock for everything below. `wallNowMs` is the server's wall clock when it
 * drew the page: the browser's may be wrong by minutes, so only its progress is used.
 */
export function LiveNetwork({
  asOf: asOfAtFirst,
  blockHash: hashAtFirst,
  clock: clockAtFirst,
  wallNowMs,
  record,
  children,
}: {
  asOf: AsOf;
  blockHash: string;
  clock: ClockReading;
  wallNowMs: number;
  record?: { readonly exportedAt: string } | undefined;
  children: ReactNode;
}) {
  const { network, height } = usePlace();
  const isLive = height === undefined && record === undefined;
  const { data, isError } = useQuery({ ...networkTimeQuery(network), enabled: isLive });
  const [told, setTold] = useState<AsOf>();
  useStream(network, isLive, setTold);
  const isNewer = isLive && data !== undefined && data.asOf.height >= asOfAtFirst.height;
  const asOf = isNewer ? data.asOf : asOfAtFirst;
  const clock = isNewer ? data.clock : clockAtFirst;
  const skewMs = useRef<number>(undefined);
  const [wallMs, setWallMs] = useState(wallNowMs);
  useEffect(() => {
    if (!isLive) return;
    skewMs.current ??= wallNowMs - Date.now();
    const tick = () => setWallMs(Date.now() + (skewMs.current ?? 0));
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [isLive, wallNowMs]);

  const blockMs = parseTimeMs(asOf.time) ?? 0;
  const nowMs = isLive ? networkNowMs(clock, wallMs) : blockMs;
  const lag = replayLagMs(clock, wallMs);
  const head: NetworkHead = {
    asOf,
    newest: isLive && told && told.chainId === asOf.chainId && told.height > asOf.height ? told : asOf,
    blockHash: isNewer ? data.blockHash : hashAtFirst,
    isLive,
    isLate: isLate(nowMs - blockMs, clock.blockIntervalMs),
    isSilent: isError,
    record,
    ...(lag === undefined || record ? {} : { replayLagMs: lag }),
  };
  return (
    <HeadContext value={head}>
      <ClockProvider nowMs={nowMs}>{children}</ClockProvider>
    </HeadContext>
  );
}
