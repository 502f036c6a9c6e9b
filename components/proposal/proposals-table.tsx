import { DataTable } from "@/components/ui/data-table";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { ProposalListItem } from "@/lib/api/contracts/proposal";
import { safeText } from "@/lib/format/safe-text";
import { ProposalLink } from "./proposal-link";
import { ProposalMark } from "./proposal-mark";
import { proposalClause } from "./proposal-sentence";
import { TallyBar } from "./tally-bar";

/** A table of proposals, for the list and for a consumer's page. */
export function ProposalsTable({
  rows,
  caption,
  empty,
  noteOf,
}: {
  rows: readonly ProposalListItem[];
  caption: string;
  empty: string;
  /** Said beside what a proposal does. */
  noteOf?: (row: ProposalListItem) => string;
}) {
  return (
    <DataTable
      caption={caption}
      rows={rows}
      rowKey={({ chainId, id }) => `${chainId} ${id}`}
      empty={empty}
      columns={[
        {
          key: "id",
          label: "Proposal",
          cell: (row) => (
            <span className="[overflow-wrap:anywhere]">
              <span className="mr-2 font-mono text-muted">{row.id}</span>
              <ProposalLink proposal={row} />
              {row.consumerId === undefined ? null : (
                <span className="ml-2 text-muted">of {safeText(row.chainId, 40)}</span>
              )}
            </span>
          ),
        },
        { key: "status", label: "Status", cell: ({ status }) => <ProposalMark status={status} /> },
        {
          key: "what",
          label: "What it does",
          cell: (row) => (
            <span className="[overflow-wrap:anywhere]">
              {proposalClause(row)}
              <Notes row={row} note={noteOf?.(row) ?? ""} />
            </span>
          ),
        },
        {
          key: "tally",
          label: "Yes / no / veto / abstain",
          isQuiet: ({ tally }) => tally === undefined,
          cell: ({ tally, status }) =>
            tally === undefined ? (
              <span className="text-muted">no vote</span>
            ) : isUnknown(tally) ? (
              <Unknown because={tally.because} />
            ) : (
              <TallyBar tally={tally} isOver={status !== "voting"} />
            ),
        },
        { key: "when", label: "Ends or ended", cell: (row) => <Ends row={row} /> },
      ]}
    />
  );
}

function Notes({ row, note }: { row: ProposalListItem; note: string }) {
  const guess =
    row.mentions.length > 0 && note === ""
      ? `its words seem to name ${row.mentions.map((id) => `consumer ${id}`).join(", ")}: a guess`
      : note;
  return guess === "" ? null : <span className="block text-muted italic">{guess}</span>;
}

function Ends({ row }: { row: ProposalListItem }) {
  if (row.ended?.time !== undefined) return <Time iso={row.ended.time} />;
  if (row.votingEnds !== undefined)
    return isUnknown(row.votingEnds) ? <Unknown because={row.votingEnds.because} /> : <Time iso={row.votingEnds} />;
  return row.depositEnds === undefined ? <span className="text-muted">unknown</span> : <Time iso={row.depositEnds} />;
}
