import type { ProposalListItem } from "@/lib/api/contracts/proposal";
import { ProposalsTable } from "./proposals-table";

/**
 * Proposals about one consumer: those whose messages change it, its own governance's, and texts that seem to name it. Drawn
 * on the server: proposals come once a week, and the page carries enough already.
 */
export function ConsumerProposals({ consumerId, all }: { consumerId: string; all: readonly ProposalListItem[] }) {
  const rows = all.filter(
    (row) => row.consumers.includes(consumerId) || row.mentions.includes(consumerId) || row.consumerId === consumerId,
  );
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
              ? "of its own governance"
              : "a mention: its words seem to name this consumer, which is a guess"
        }
      />
    </section>
  );
}
