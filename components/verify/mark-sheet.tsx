"use client";

import { useEffect, useRef } from "react";
import type { VerificationItem, VerificationView } from "@/lib/api/contracts/verification";
import { safeText } from "@/lib/format/safe-text";
import { CheckAgain } from "./check-again";
import { howResult } from "./how-known";
import { Disagreements, Roots } from "./trust-roots";
import { HowMark } from "./verified-mark";

/** The evidence of one figure, in a dialog: what was shown, by how many rows, from which root, and the proof to take along. */
export function MarkSheet({
  view,
  result,
  name,
  onClose,
}: {
  view: VerificationView;
  result: VerificationItem;
  name: string;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const ofChain = <T extends { readonly chainId: string }>(items: readonly T[]) =>
    items.filter(({ chainId }) => chainId === result.chainId);
  const own = { ...view, roots: ofChain(view.roots), disagreements: ofChain(view.disagreements) };
  return (
    <dialog
      ref={dialog}
      aria-label={`How ${name} is known`}
      onClose={onClose}
      className="m-auto max-h-[85vh] w-[min(40rem,92vw)] overflow-auto whitespace-normal border border-line bg-surface p-4 text-left text-base text-text backdrop:bg-black/40"
    >
      <h2 className="mb-1">How {name} is known</h2>
      <p>
        <HowMark how={howResult(view, result)} />
        <CheckAgain result={result} name={name} />
      </p>
      <p className="wrap-anywhere mt-2">
        After block <span className="font-mono">{result.height}</span> of {safeText(result.chainId, 50)}:{" "}
        {safeText(result.says, 300)}
        {result.because === undefined ? null : <span className="text-muted"> ({safeText(result.because, 300)})</span>}.{" "}
        {result.rows === 0 ? null : `${result.rows === 1 ? "One row" : `${result.rows} rows`} of the chain's store.`}
      </p>
      {result.proof === undefined ? null : (
        <p className="mt-2">
          <a href={result.proof} download>
            download proof
          </a>
        </p>
      )}
      <Disagreements view={own} />
      <Roots view={own} />
      <form method="dialog" className="mt-4">
        <button type="submit" className="min-h-6 border border-line px-3 py-1">
          Close
        </button>
      </form>
    </dialog>
  );
}
