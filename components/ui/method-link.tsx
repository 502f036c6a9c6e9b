"use client";

import type { ReactNode } from "react";
import { PlaceLink } from "./place";

/** A figure's name that leads to how the figure is made. `id` is the anchor on the page of methods. */
export function MethodLink({ id, children }: { id: string; children: ReactNode }) {
  return (
    <PlaceLink
      to={`/methods#${id}`}
      className="inline-block min-h-6 text-inherit underline decoration-muted decoration-dotted"
    >
      {children}
    </PlaceLink>
  );
}
