"use client";

import Link from "next/link";
import { createContext, type ReactNode, useContext } from "react";
import { type Place, placeHref } from "./place-href";

const PlaceContext = createContext<Place>({ network: "", prefix: "" });

export function PlaceProvider({ place, children }: { place: Place; children: ReactNode }) {
  return <PlaceContext value={place}>{children}</PlaceContext>;
}

export function usePlace(): Place {
  return useContext(PlaceContext);
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
