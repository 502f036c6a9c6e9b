"use client";

import { useQuery } from "@tanstack/react-query";
import { DataTable } from "@/components/ui/data-table";
import { usePlace } from "@/components/ui/place";
import type { VerificationView } from "@/lib/api/contracts/verification";
import { consumerVerificationQuery } from "@/lib/api/verification-query";
import { count } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { CheckAgain } from "./check-again";
import { bySubject, howResult, subjectWords, verificationSentence } from "./how-known";
import { Disagreements, Roots } from "./trust-roots";
import { HowMark } from "./verified-mark";

/** How the figures of a consumer are known: what was proven at which height, from which root, and the proofs to take along. */
export function EvidenceSheet({ consumerId }: { consumerId: string }) {
  const { network, height } = usePlace();
  const { data } = useQuery(consumerVerificationQuery(network, consumerId, height));
  if (!data) return null;
  const view = data.data;
  return (
    <section id="evidence" className="mt-8 scroll-mt-4">
      <h2 className="mb-1">How this is known</h2>
      <p>{verificationSentence(view)}</p>
      {view.results.length === 0 ? null : (
        <details className="mt-2">
          <summary className="py-1 font-semibold">
            {count(view.results.length, "check")}, and proofs to download
          </summary>
          <Checks view={view} />
          <Roots view={view} />
        </details>
      )}
      <Disagreements view={view} />
    </section>
  );
}

function Checks({ view }: { view: VerificationView }) {
  return (
    <DataTable
      caption={<span className="sr-only">Checks of this consumer's figures</span>}
      rows={bySubject(view.results)}
      rowKey={({ chainId, subject, consumerId = "" }) => `${chainId} ${subject} ${consumerId}`}
      empty="Nothing was checked."
      columns={[
        { key: "subject", label: "Figure", cell: ({ subject }) => subjectWords(subject) },
        {
          key: "how",
          label: "How it is known",
          cell: (result) => (
            <>
              <HowMark how={howResult(view, result)} />
              <CheckAgain result={result} name={subjectWords(result.subject)} />
            </>
          ),
        },
        {
          key: "says",
          label: "What was shown then",
          cell: ({ says, because }) => (
            <span className="wrap-anywhere inline-block max-w-[32rem]">
              {safeText(says, 300)}
              {because === undefined ? null : <span className="text-muted"> ({safeText(because, 300)})</span>}
            </span>
          ),
        },
        { key: "chain", label: "Chain", cell: ({ chainId }) => safeText(chainId, 50) },
        { key: "rows", label: "Rows", isNumeric: true, isQuiet: ({ rows }) => rows === 0, cell: ({ rows }) => rows },
        {
          key: "proof",
          label: "Proof",
          isQuiet: ({ proof }) => proof === undefined,
          cell: ({ proof, subject }) =>
            proof === undefined ? null : (
              <a href={proof} download>
                download proof<span className="sr-only"> of {subjectWords(subject)}</span>
              </a>
            ),
        },
      ]}
    />
  );
}
