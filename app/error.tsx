"use client";

/**
 * The page itself failed. The digest finds the entry in the server's log. Its way on is a plain link: every page carries this one,
 * and would carry another copy of next/link for it.
 */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main id="content" className="mx-auto max-w-prose px-4 py-16">
      <h1>This page could not be drawn.</h1>
      <p className="mt-2">
        The fault is ours and is in the server's log{error.digest === undefined ? "" : ` as ${error.digest}`}. What is
        indexed is unharmed; other pages may work.
      </p>
      <p className="mt-4 flex gap-4">
        <button type="button" onClick={reset} className="rounded-md border border-accent px-3 py-1 text-accent">
          Draw it again
        </button>
        <a href="/">Overview</a>
      </p>
    </main>
  );
}
