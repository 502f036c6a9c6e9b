"use client";

import { formatCountdown, formatUtc, parseTimeMs } from "@/lib/format/time";
import { useIsBrowser, useNetworkNow } from "./clock";

/** How long until a moment, to the second on the network's clock, and the moment in UTC. Past moments say how long ago. */
export function Countdown({ iso }: { iso: string }) {
  const now = useNetworkNow();
  const ms = parseTimeMs(iso);
  if (ms === undefined) return <>{iso}</>;
  return (
    <time dateTime={iso} title={formatUtc(iso)}>
      {ms > now ? `in ${formatCountdown(ms - now)}` : `${formatCountdown(now - ms)} ago`}
    </time>
  );
}

/** A moment in UTC and, in a browser, in the reader's own zone. */
export function TimeInZones({ iso }: { iso: string }) {
  const isBrowser = useIsBrowser();
  const ms = parseTimeMs(iso);
  const zone = isBrowser ? Intl.DateTimeFormat().resolvedOptions().timeZone : undefined;
  return (
    <>
      <time dateTime={iso}>{formatUtc(iso)}</time>
      {zone === undefined || zone === "UTC" || ms === undefined ? null : (
        <span className="text-muted">
          {" "}
          · {new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" }).format(ms)} in {zone}
        </span>
      )}
    </>
  );
}
