"use client";

import { type ReactNode, useId } from "react";

/** A chart is a heading, a sentence saying what it shows, the drawing, and the same figures as a table. */
export function ChartFrame({
  title,
  summary,
  table,
  children,
}: {
  title: string;
  summary: string;
  table: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <figure className="my-6" aria-labelledby={`${id}-title`}>
      <figcaption>
        <h2 id={`${id}-title`}>{title}</h2>
        <p className="text-muted">{summary}</p>
      </figcaption>
      {children}
      <details className="mt-1">
        <summary className="text-muted">The figures as a table</summary>
        {table}
      </details>
    </figure>
  );
}
