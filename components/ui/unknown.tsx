import { UNKNOWN_WORDS } from "@/lib/format/words";
import type { UnknownReason } from "@/lib/ics/types";

/** A figure we do not have, in words: never a dash, never 0. The reason opens in place. */
export function Unknown({ because }: { because: UnknownReason }) {
  const { short, why } = UNKNOWN_WORDS[because];
  return (
    <details className="inline-block max-w-80 text-muted italic open:block">
      <summary className="list-none underline decoration-dotted [&::-webkit-details-marker]:hidden">
        unknown · {short}
      </summary>
      <span className="text-[0.9286rem]">{why}</span>
    </details>
  );
}

/** The union the contracts use for figures that may be missing. */
export function isUnknown<T>(
  value: T | { state: "unknown"; because: UnknownReason },
): value is { state: "unknown"; because: UnknownReason } {
  return (
    typeof value === "object" && value !== null && "state" in value && value.state === "unknown" && "because" in value
  );
}
