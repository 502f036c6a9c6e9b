import { PlaceLink } from "@/components/ui/place";
import type { VerificationView } from "@/lib/api/contracts/verification";
import { safeText } from "@/lib/format/safe-text";

const METHOD_WORDS = {
  configured: "which the operator of this explorer vouches for",
  "first-use": "the first header its nodes showed us: whoever runs them could have begun with a false one",
} as const;

/** Where trust in each chain begins, and what was done from there. */
export function Roots({ view }: { view: VerificationView }) {
  return (
    <div className="mt-3 text-muted">
      {view.roots.map(({ chainId, height, hash, method }) => (
        <p key={chainId}>
          Trust in {safeText(chainId, 50)} begins with block <span className="font-mono">{height}</span>,{" "}
          <span className="break-all font-mono text-[0.9286rem]">{hash}</span>, {METHOD_WORDS[method]}.
        </p>
      ))}
      <p>
        From there every header was followed by its signatures, and each row by an ICS-23 proof under the app hash of
        the next header. A downloaded proof can be checked without us:{" "}
        <PlaceLink to="/verify">in this browser</PlaceLink>, or with <code>npm run verify -- file</code>.
      </p>
    </div>
  );
}

/** Which nodes said otherwise, of what and at which height. */
export function Disagreements({ view }: { view: VerificationView }) {
  if (view.disagreements.length === 0) return null;
  return (
    <div className="mt-3">
      {view.disagreements.slice(0, 20).map(({ chainId, url, height, field, expected, answered, isProven }) => (
        <p key={`${url} ${height} ${field}`} className="wrap-anywhere text-bad">
          ✕ {safeText(url, 200)} ({safeText(chainId, 50)}) said {safeText(answered, 120)} for {safeText(field, 160)} of
          block {height}; {isProven ? "proven" : "the others say"}: {safeText(expected, 120)}.
        </p>
      ))}
    </div>
  );
}
