import Link from "next/link";
import { Address } from "@/components/ui/address";
import { type Place, placeHref } from "@/components/ui/place-href";
import type { AsOf } from "@/lib/api/contracts/common";
import { formatUtc } from "@/lib/format/time";

/** Says that a page stands at one height, of which block, and leads back to the live one. */
export function PinnedStrip({
  place,
  asOf,
  blockHash,
  path,
}: {
  place: Place;
  asOf: AsOf;
  blockHash: string;
  path: string;
}) {
  return (
    <section aria-label="Pinned height" className="border-line border-b bg-surface-2">
      <p className="mx-auto max-w-7xl px-4 py-2">
        Pinned at height <span className="font-mono">{asOf.height}</span> ·{" "}
        <time dateTime={asOf.time}>{formatUtc(asOf.time)}</time> · block{" "}
        <Address value={blockHash} what="block hash" isHash /> ·{" "}
        <Link href={placeHref({ network: place.network, prefix: place.prefix }, path)} prefetch={false}>
          back to live
        </Link>
      </p>
    </section>
  );
}
