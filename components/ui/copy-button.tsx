"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { useIsBrowser } from "./clock";

const never = () => () => {};

/** Its room, on screen before it is there: what follows must not move. */
const ROOM = "no-print inline-flex min-h-6 min-w-6 items-center justify-center align-middle";

/** Copies a whole value, made when it is asked for. Drawn only where the browser can copy, so it is never a dead control. */
export function CopyButton({ value, what }: { value: string | (() => string); what: string }) {
  const canCopy = useSyncExternalStore(
    never,
    () => navigator.clipboard !== undefined,
    () => false,
  );
  const isBrowser = useIsBrowser();
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => setSaid(""), 1500);
    return () => clearTimeout(timer);
  }, [said]);
  if (!isBrowser) return <span aria-hidden="true" className={ROOM} />;
  if (!canCopy) return null;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof value === "string" ? value : value());
      setSaid("copied");
    } catch {
      setSaid("copying is not allowed here");
    }
  };
  return (
    <button
      type="button"
      className={`${ROOM} text-muted hover:text-text`}
      onClick={copy}
      aria-label={`Copy ${what}`}
      title={`Copy ${what}`}
    >
      <svg
        aria-hidden="true"
        width="11"
        height="11"
        viewBox="0 0 12 12"
        fill="none"
        stroke="currentColor"
        className="inline-block"
        focusable="false"
      >
        {said === "copied" ? (
          <path d="M1.5 6.5 5 10l5.5-8" strokeWidth="1.5" />
        ) : (
          <path d="M4.5 4.5h6v6h-6zM7.5 4.5v-3h-6v6h3" />
        )}
      </svg>
      <span role="status" className="sr-only">
        {said}
      </span>
    </button>
  );
}
