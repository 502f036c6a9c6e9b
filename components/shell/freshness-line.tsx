"use client";

import { PlaceLink } from "@/components/ui/place";
import { Time } from "@/components/ui/time";
import { safeText } from "@/lib/format/safe-text";
import { formatAge, formatUtc } from "@/lib/format/time";
import { useNetworkHead } from "./live-network";
import { CopyPinnedLink } from "./page-evidence";

/** Which chain, which block, how old. The dot beats once per block; amber when no block has come for three block times. */
export function FreshnessLine({ publicUrl }: { publicUrl: string | undefined }) {
  const head = useNetworkHead();
  if (!head) return null;
  const { newest: asOf, isLive } = head;
  const isWorrying = isLive && (head.isLate || head.isSilent);
  return (
    <p className="text-[0.9286rem] text-muted">
      {isLive ? (
        <span
          aria-hidden="true"
          key={asOf.height}
          className={`beat mr-1.5 inline-block size-2 rounded-full ${isWorrying ? "bg-warn" : "bg-ok"}`}
        />
      ) : null}
      <PlaceLink to="/status" className="text-inherit">
        <span className="font-mono">{safeText(asOf.chainId, 50)}</span> ·{" "}
        <span className="font-mono">{asOf.height}</span>
      </PlaceLink>
      {isLive ? (
        <>
          {" · "}
          <span className={isWorrying ? "text-warn" : undefined}>
            <Time iso={asOf.time} />
            {head.isLate ? " · no new block for three block times" : null}
            {head.isSilent ? " · the explorer does not answer, these are its last figures" : null}
          </span>
        </>
      ) : head.record ? (
        <>
          {" · a record, exported at "}
          <time dateTime={head.record.exportedAt}>{formatUtc(head.record.exportedAt)}</time>, not followed
        </>
      ) : (
        " · pinned"
      )}
      <CopyPinnedLink publicUrl={publicUrl} />
      {head.replayLagMs === undefined ? null : ` · replay: block times are ${formatAge(head.replayLagMs)} old`}
    </p>
  );
}
