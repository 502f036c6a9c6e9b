import type { ReactNode } from "react";

/** A place with nothing in it, said on purpose: what is missing, and what happens next. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <section className="max-w-prose py-6">
      <h2>{title}</h2>
      {children ? <div className="mt-1 text-muted">{children}</div> : null}
    </section>
  );
}
