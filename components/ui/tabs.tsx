"use client";

import { PlaceLink } from "./place";

/** Tabs that are pages: plain links, the current one marked. */
export function Tabs({
  label,
  tabs,
  current,
}: {
  label: string;
  tabs: readonly { to: string; word: string }[];
  current: string;
}) {
  return (
    <nav aria-label={label} className="flex flex-wrap gap-x-5 border-line border-b">
      {tabs.map(({ to, word }) => (
        <PlaceLink
          key={to}
          to={to}
          className={`-mb-px border-b-2 py-2 ${to === current ? "border-accent text-text" : "border-transparent text-muted"}`}
          {...(to === current ? { "aria-current": "page" } : {})}
        >
          {word}
        </PlaceLink>
      ))}
    </nav>
  );
}
