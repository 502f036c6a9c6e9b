"use client";

import { formatAge, formatRelative, formatUtc, parseTimeMs } from "@/lib/format/time";
import { useNetworkNow } from "./clock";

/** A moment: how long ago on the network's clock, and the UTC time on hover; with `isFull` both are written out. */
export function Time({ iso, isFull = false }: { iso: string; isFull?: boolean }) {
  const now = useNetworkNow();
  const ms = parseTimeMs(iso);
  const utc = formatUtc(iso);
  const relative = ms === undefined ? undefined : formatRelative(now - ms);
  return (
    <time dateTime={iso} title={utc} className={isFull ? undefined : "whitespace-nowrap"}>
      {relative === undefined ? utc : isFull ? `${utc} (${relative})` : relative}
    </time>
  );
}

/** How long something has lasted on the network's clock: "for 1 h 52 m", and since when on hover. */
export function Duration({ since }: { since: string }) {
  const now = useNetworkNow();
  const ms = parseTimeMs(since);
  return (
    <time dateTime={since} title={`since ${formatUtc(since)}`} className="whitespace-nowrap">
      {ms === undefined ? `since ${formatUtc(since)}` : `for ${formatAge(now - ms)}`}
    </time>
  );
}
