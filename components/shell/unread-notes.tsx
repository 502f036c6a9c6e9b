import type { Unread } from "@/lib/api/contracts/unread";
import { count } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";

/** Says of what a page shows since which block it is known, where an earlier build read the blocks before without it. */
export function UnreadNotes({ unread }: { unread: readonly Unread[] }) {
  const [first, ...others] = [...new Set(unread.map(({ says }) => says))];
  if (first === undefined) return null;
  return (
    <section aria-label="Not read yet" className="mb-6 border-warn border-l-4 pl-3">
      <p className="break-words">{safeText(first, 500)}</p>
      {others.length === 0 ? null : (
        <details>
          <summary>{count(others.length, "more note")} of this kind</summary>
          {others.map((says) => (
            <p key={says} className="break-words">
              {safeText(says, 500)}
            </p>
          ))}
        </details>
      )}
    </section>
  );
}
