"use client";

import Link from "next/link";
import { createContext, type ReactNode, useContext } from "react";

/** Where the reader stands: which network, and at which provider height the page is pinned. */
export interface Place {
  readonly network: string;
  /** "" with one network, "/name" with several. */
  readonly prefix: string;
  /** Left out on a live page. */
  readonly height?: number;
}

const PlaceContext = createContext<Place>({ network: "", prefix: "" });

export function PlaceProvider({ place, children }: { place: Place; children: ReactNode }) {
  return <PlaceContext value={place}>{children}</PlaceContext>;
}

export function usePlace(): Place {
  return useContext(PlaceContext);
}

/** The address of a page on this network that keeps the pinned height. `path` begins with a slash and may have a query or anchor. */
export function placeHref({ prefix, height }: Place, path: string): string {
  const [beforeHash, hash] = splitOnce(path, "#");
  const [pathname, query] = splitOnce(beforeHash, "?");
  const parameters = new URLSearchParams(query);
  if (height !== undefined && !parameters.has("height")) parameters.set("height", String(height));
  const search = parameters.toString();
  const base = prefix !== "" && pathname === "/" ? prefix : `${prefix}${pathname}`;
  return `${base}${search === "" ? "" : `?${search}`}${hash === "" ? "" : `#${hash}`}`;
}

/** A link that stays on the network and at the height of this page. */
export function PlaceLink({
  to,
  children,
  ...rest
}: {
  to: string;
  children: ReactNode;
  className?: string;
  "aria-current"?: "page";
  "aria-label"?: string;
  title?: string;
}) {
  return (
    <Link href={placeHref(usePlace(), to)} prefetch={false} {...rest}>
      {children}
    </Link>
  );
}

function splitOnce(text: string, mark: string): [string, string] {
  const i = text.indexOf(mark);
  return i === -1 ? [text, ""] : [text.slice(0, i), text.slice(i + 1)];
}
