import { Sentence } from "@/components/ui/sentence";
import type { Cause } from "./causes";

const LOOK = {
  holds: { mark: "✓", word: "holds", className: "text-ok" },
  waits: { mark: "◔", word: "waits", className: "text-warn" },
  fails: { mark: "✕", word: "fails", className: "text-bad" },
  unknown: { mark: "?", word: "unknown", className: "text-muted italic" },
  untold: { mark: "·", word: "cannot be told", className: "text-muted" },
} as const satisfies Record<Cause["state"], { mark: string; word: string; className: string }>;

/** The joints from launch to the same set on both sides, in order; each with its shape, its word and its sentence. */
export function ChainOfCauses({ causes }: { causes: readonly Cause[] }) {
  return (
    <ol
      className="my-6 grid grid-cols-7 border-line border-y max-md:grid-cols-1"
      aria-label="From launch to the same set on both sides"
    >
      {causes.map((cause) => {
        const { mark, word, className } = LOOK[cause.state];
        return (
          <li
            key={cause.name}
            className="border-line px-3 py-2 first:ps-0 not-last:border-e max-md:border-0 max-md:px-0 max-md:py-1"
          >
            <p className={className}>
              <span aria-hidden="true">{mark}</span> <span className="font-semibold">{cause.name}</span>
              <span className="sr-only">: {word}</span>
            </p>
            <p className={cause.state === "untold" ? "text-[0.9286rem] text-muted" : "text-[0.9286rem]"}>
              <Sentence text={cause.sentence} maxLength={300} />
            </p>
          </li>
        );
      })}
    </ol>
  );
}
