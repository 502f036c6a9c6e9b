"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { Address } from "@/components/ui/address";
import { CopyButton } from "@/components/ui/copy-button";
import { safeText } from "@/lib/format/safe-text";
import { formatUtc } from "@/lib/format/time";
import { useNetworkHead } from "./live-network";
import { pinnedAddress } from "./pinned-address";

/** Copies the address of this view as it stands now, for good. Without a clipboard the link beside it can be copied. */
export function CopyPinnedLink({ publicUrl }: { publicUrl: string | undefined }) {
  const head = useNetworkHead();
  const pathname = usePathname();
  const search = useSearchParams();
  if (!head) return null;
  const { height } = head.asOf;
  return (
    <CopyButton
      value={() => pinnedAddress(publicUrl ?? location.origin, pathname, search, height)}
      what={`link to this page at height ${height}`}
    />
  );
}

/** Under every page, on screen and on paper: which block all of it was read at, and the address that shows it for good. */
export function PageEvidence({ publicUrl }: { publicUrl: string | undefined }) {
  const head = useNetworkHead();
  const pathname = usePathname();
  const search = useSearchParams();
  if (!head) return null;
  const { asOf, blockHash, isLive } = head;
  const pinned = pinnedAddress("", pathname, search, asOf.height);
  return (
    <section aria-label="What this page shows" className="mt-8 text-[0.9286rem] text-muted">
      <p>
        As of block <span className="font-mono">{asOf.height}</span> of{" "}
        <span className="font-mono">{safeText(asOf.chainId, 50)}</span>,{" "}
        <time dateTime={asOf.time}>{formatUtc(asOf.time)}</time>, block hash{" "}
        <Address value={blockHash} what="block hash" isHash />
        {isLive ? (
          <>
            {" "}
            · <a href={pinned}>This page at height {asOf.height}</a> <CopyPinnedLink publicUrl={publicUrl} />
          </>
        ) : null}
      </p>
      <p className="print-only font-mono break-all">
        {blockHash} · {publicUrl === undefined ? pinned : pinnedAddress(publicUrl, pathname, search, asOf.height)}
      </p>
    </section>
  );
}
