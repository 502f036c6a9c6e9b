"use client";

import Link from "next/link";
import { usePlace } from "./place";
import { placeHref } from "./place-href";

/** A provider height that leads to this page, or to `to`, as it stood then. */
export function HeightLink({ height, to }: { height: number; to: string }) {
  const { network, prefix } = usePlace();
  return (
    <Link
      href={placeHref({ network, prefix, height }, to)}
      prefetch={false}
      className="font-mono"
      title={`This page at height ${height}`}
    >
      {height}
    </Link>
  );
}
