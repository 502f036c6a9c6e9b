"use client";

import { useQuery } from "@tanstack/react-query";
import { usePlace } from "@/components/ui/place";
import { proposalsQuery } from "@/lib/api/proposals-query";
import { ProposalsTable } from "./proposals-view";

/** Proposals about one consumer: those whose messages change it, and texts that seem to name it. */
export function ConsumerProposals({ consumerId }: { consumerId: string }) {
  const { network, height } = usePlace();
  const { data } = useQuery(proposalsQuery(network, height));
  const rows =
    data?.data.filter(
      (row) => row.consumers.includes(consumerId) || row.mentions.includes(consumerId) || row.consumerId === consumerId,
    ) ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="mt-8">
      <ProposalsTable
        rows={rows}
        caption="Proposals about it"
        empty=""
        noteOf={(row) =>
          row.consumers.includes(consumerId)
            ? ""
            : row.consumerId === consumerId
              ? "its own governance"
              : "a mention: its words seem to name this consumer, which is a guess"
        }
      />
    </section>
  );
}
