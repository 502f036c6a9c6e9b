"use client";

import { useQuery } from "@tanstack/react-query";
import { DataTable } from "@/components/ui/data-table";
import { usePlace } from "@/components/ui/place";
import type { VerificationItem, VerificationView } from "@/lib/api/contracts/verification";
import { verificationQuery } from "@/lib/api/verification-query";
import { safeText } from "@/lib/format/safe-text";
import { groupBy } from "@/lib/shared/group-by";
import { verificationSentence } from "./how-known";
import { Disagreements, Roots } from "./trust-roots";

/** What of a network is verified: per chain how much at which height, where trust begins, which nodes said otherwise. */
export function NetworkVerification() {
  const { network } = usePlace();
  const { data } = useQuery(verificationQuery(network));
  if (!data) return null;
  const view = data.data;
  return (
    <section className="mt-8">
      <h2 className="mb-1">What is verified</h2>
      <p>{verificationSentence(view)}</p>
      {view.results.length === 0 ? null : (
        <DataTable
          caption={<span className="sr-only">Checks by chain</span>}
          rows={byChain(view)}
          rowKey={({ chainId }) => chainId}
          empty="Nothing was checked."
          columns={[
            { key: "chain", label: "Chain", cell: ({ chainId }) => safeText(chainId, 50) },
            { key: "height", label: "Last checked at", isNumeric: true, cell: ({ height }) => height },
            { key: "proven", label: "Proven", isNumeric: true, cell: ({ proven }) => proven },
            {
              key: "contradicted",
              label: "Contradicted",
              isNumeric: true,
              cell: ({ contradicted }) =>
                contradicted === 0 ? "none" : <span className="text-bad">✕ {contradicted}</span>,
            },
            {
              key: "unproven",
              label: "Not proven",
              isNumeric: true,
              cell: ({ unproven }) => (unproven === 0 ? "none" : unproven),
            },
            {
              key: "nodes",
              label: "Nodes that agree on its header",
              isNumeric: true,
              cell: ({ nodes }) => (nodes === undefined ? "none asked" : `${nodes.agree} of ${nodes.asked}`),
            },
          ]}
        />
      )}
      <Disagreements view={view} />
      <Roots view={view} />
    </section>
  );
}

function byChain({ results }: VerificationView) {
  const chains = groupBy(results, ({ chainId }) => chainId);
  return [...chains].map(([chainId, items]) => {
    const count = (outcome: VerificationItem["outcome"]) =>
      items.filter((item) => item.outcome === outcome && item.subject !== "header").length;
    return {
      chainId,
      height: Math.max(...items.map(({ height }) => height)),
      proven: count("proven"),
      contradicted: count("contradicted"),
      unproven: count("unproven"),
      nodes: items.find(({ subject }) => subject === "header")?.nodes,
    };
  });
}
