"use client";

import { CopyButton } from "@/components/ui/copy-button";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { PacketAtView, PacketView } from "@/lib/api/contracts/packet";
import { safeText } from "@/lib/format/safe-text";
import { shortHash } from "@/lib/format/short-text";

type At = PacketView["sentAt"];

/** When a packet took a hop; nothing where it has not, and the reason where that is not known. */
export function HopTime({ at }: { at: At }) {
  if (at === undefined) return null;
  return isUnknown(at) ? <Unknown because={at.because} /> : <Time iso={at.time} />;
}

/** The same with chain, height and transaction. */
export function HopPlace({ at }: { at: PacketAtView }) {
  return (
    <>
      <Time iso={at.time} isFull /> · <span className="font-mono">{safeText(at.chainId, 50)}</span> height{" "}
      <span className="font-mono">{at.height}</span>
      {at.txHash === undefined ? null : (
        <>
          {" "}
          · transaction{" "}
          <span className="whitespace-nowrap font-mono text-[0.9286rem]" title={at.txHash}>
            <span aria-hidden="true">{shortHash(at.txHash)}</span>
            <span className="sr-only">{at.txHash}</span>
          </span>
          <CopyButton value={at.txHash} what="transaction hash" />
        </>
      )}
    </>
  );
}
