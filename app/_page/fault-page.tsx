import type { ReadFault } from "@/lib/server/outcome";
import { RetrySoon } from "./retry-soon";

const TITLES: Readonly<Record<string, string>> = {
  "not-indexed-yet": "Nothing is indexed yet.",
  "provider-unreachable": "The provider cannot be read.",
};

/** Why there is nothing to see, what is still true, and what happens next. */
export function FaultPage({ fault }: { fault: ReadFault }) {
  return (
    <section className="max-w-prose py-6">
      <h1>{TITLES[fault.code] ?? "This page cannot be shown now."}</h1>
      <p className="mt-2">{fault.message}</p>
      <p className="mt-2 text-muted">
        The explorer keeps trying; this page shows itself when there is something to show.
      </p>
      <RetrySoon />
    </section>
  );
}
