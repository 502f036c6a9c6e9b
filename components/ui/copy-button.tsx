"use client";

import { useEffect, useState, useSyncExternalStore } from "react";

const never = () => () => {};

/** Copies a whole value. Drawn only where the browser can copy, so it is never a dead control. */
export function CopyButton({ value, what }: { value: string; what: string }) {
  const canCopy = useSyncExternalStore(
    never,
    () => navigator.clipboard !== undefined,
    () => false,
  );
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => setSaid(""), 1500);
    return () => clearTimeout(timer);
  }, [said]);
  if (!canCopy) return null;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setSaid("copied");
    } catch {
      setSaid("copying is not allowed here");
    }
  };
  return (
    <button
      type="button"
      className="no-print px-1 text-muted hover:text-text"
      onClick={copy}
      aria-label={`Copy ${what}`}
      title={`Copy ${what}`}
    >
      <span aria-hidden="true">{said === "copied" ? "✓" : "⧉"}</span>
      <span role="status" className="sr-only">
        {said}
      </span>
    </button>
  );
}
