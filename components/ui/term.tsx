"use client";

import type { ReactNode } from "react";
import { PlaceLink } from "./place";

/** A protocol word that leads to its meaning in the glossary. `id` is the anchor there. */
export function Term({ id, children }: { id: string; children: ReactNode }) {
  return (
    <PlaceLink
      to={`/glossary#${id}`}
      className="inline-block min-h-6 text-inherit underline decoration-muted decoration-dotted"
    >
      {children}
    </PlaceLink>
  );
}
