"use client";

import { useQuery } from "@tanstack/react-query";
import Form from "next/form";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { placeHref } from "@/components/ui/place-href";
import { apiPath } from "@/lib/api/api-path";
import type { ProposalListItem } from "@/lib/api/contracts/proposal";
import { proposalsQuery } from "@/lib/api/proposals-query";
import { count } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { applyProposalFilter, type ProposalFilter } from "./proposal-filter";
import { proposalClause } from "./proposal-sentence";
import { PROPOSAL_STATUS_WORDS } from "./proposal-statuses";
import { ProposalsTable } from "./proposals-table";

const FIELD = "rounded-md border border-line bg-surface px-2 py-1";

/** Proposals, newest first, narrowed as the address says. */
export function ProposalsView({ filter }: { filter: ProposalFilter }) {
  const { network, height } = usePlace();
  const { data } = useQuery(proposalsQuery(network, height));
  if (!data) return null;
  const all = data.data;
  const rows = applyProposalFilter(all, filter);
  return (
    <>
      <h1>{proposalsSentence(all)}</h1>
      <FilterForm filter={filter} chains={[...new Set(all.map(({ chainId }) => chainId))]} />
      <ProposalsTable
        rows={rows}
        caption="Proposals"
        empty={all.length === 0 ? "No proposal has been made yet." : "No proposal matches this filter."}
      />
      <p className="mt-3 text-muted">
        {rows.length === all.length
          ? count(rows.length, "proposal")
          : `${rows.length} of ${count(all.length, "proposal")}`}{" "}
        · <a href={apiPath(network, "/proposals", height)}>all of them as JSON</a> · failed: passed its vote, but could
        not be carried out
      </p>
    </>
  );
}

/** "6 proposals, 1 in voting: proposal 5 would make ics-replicated-1 a Top 70 % chain." */
function proposalsSentence(rows: readonly ProposalListItem[]): string {
  if (rows.length === 0) return "No proposal has been made on this network so far.";
  const open = rows.filter(({ status }) => status === "voting");
  const first = open.find(({ isIcs }) => isIcs) ?? open[0];
  if (!first) return `${count(rows.length, "proposal")}, none of them in voting.`;
  return `${count(rows.length, "proposal")}, ${open.length} in voting: proposal ${first.id} ${proposalClause(first)}.`;
}

function FilterForm({ filter, chains }: { filter: ProposalFilter; chains: readonly string[] }) {
  const { network, prefix, height } = usePlace();
  const isNarrowed = filter.status !== undefined || filter.isIcsOnly || filter.chain !== undefined;
  return (
    <Form
      action={placeHref({ network, prefix }, "/proposals")}
      className="no-print my-4 flex flex-wrap items-end gap-3"
      role="search"
      aria-label="Filter proposals"
      key={`${filter.status} ${filter.isIcsOnly} ${filter.chain}`}
    >
      <label>
        <span className="mr-2 text-muted">Status</span>
        <select name="status" defaultValue={filter.status ?? ""} className={FIELD}>
          <option value="">all</option>
          {PROPOSAL_STATUS_WORDS.map(({ status, word }) => (
            <option key={status} value={status}>
              {word}
            </option>
          ))}
        </select>
      </label>
      {chains.length < 2 ? null : (
        <label>
          <span className="mr-2 text-muted">Chain</span>
          <select name="chain" defaultValue={filter.chain ?? ""} className={`${FIELD} max-w-60`}>
            <option value="">all</option>
            {chains.map((chain) => (
              <option key={chain} value={chain}>
                {safeText(chain, 60)}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="flex items-center gap-2 py-1">
        <input type="checkbox" name="ics" value="1" defaultChecked={filter.isIcsOnly} className="size-6" />
        <span>about consumers only</span>
      </label>
      {height === undefined ? null : <input type="hidden" name="height" value={height} />}
      <button type="submit" className="rounded-md border border-accent px-3 py-1 text-accent">
        Show
      </button>
      {isNarrowed ? <PlaceLink to="/proposals">show all</PlaceLink> : null}
    </Form>
  );
}
