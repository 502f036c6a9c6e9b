"use client";

import Form from "next/form";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { placeHref } from "@/components/ui/place-href";
import { type ConsumerFilter, consumerFilterQuery } from "@/lib/api/consumer-filter";
import { PHASE_WORDS } from "@/lib/format/words";
import { CONSUMER_PHASES } from "@/lib/ics/types";

const FIELD = "rounded-md border border-line bg-surface px-2 py-1";

/** Narrows the list. A plain GET form: what it asks stands in the address, and it works without scripts. */
export function ConsumerFilterForm({ filter }: { filter: ConsumerFilter }) {
  const { network, prefix, height } = usePlace();
  const isNarrowed = consumerFilterQuery(filter) !== "";
  return (
    <Form
      action={placeHref({ network, prefix }, "/consumers")}
      key={consumerFilterQuery(filter)}
      className="no-print my-4 flex flex-wrap items-end gap-3"
      role="search"
      aria-label="Filter consumers"
    >
      <label>
        <span className="mr-2 text-muted">Name, chain id or number</span>
        <input type="search" name="q" defaultValue={filter.text} maxLength={100} className={FIELD} />
      </label>
      <label>
        <span className="mr-2 text-muted">Phase</span>
        <select name="phase" defaultValue={filter.phase ?? ""} className={FIELD}>
          <option value="">all</option>
          {CONSUMER_PHASES.map((phase) => (
            <option key={phase} value={phase}>
              {PHASE_WORDS[phase].word}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="mr-2 text-muted">Kind</span>
        <select name="kind" defaultValue={filter.kind ?? ""} className={FIELD}>
          <option value="">all</option>
          <option value="top-n">Top N</option>
          <option value="opt-in">Opt-in</option>
        </select>
      </label>
      {filter.sort === "id" && !filter.isDescending ? null : (
        <input type="hidden" name="sort" value={`${filter.isDescending ? "-" : ""}${filter.sort}`} />
      )}
      {height === undefined ? null : <input type="hidden" name="height" value={height} />}
      <button type="submit" className="rounded-md border border-accent px-3 py-1 text-accent">
        Show
      </button>
      {isNarrowed ? <PlaceLink to="/consumers">show all</PlaceLink> : null}
    </Form>
  );
}
