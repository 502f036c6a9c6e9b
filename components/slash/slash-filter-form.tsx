"use client";

import Form from "next/form";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { placeHref } from "@/components/ui/place-href";
import { SLASH_KINDS } from "@/lib/ics/slash-kinds";
import { PERIODS, type SlashFilter, slashFilterQuery } from "./slash-filter";
import { KIND_WORDS } from "./slash-words";

const FIELD = "rounded-md border border-line bg-surface px-2 py-1 max-w-full";

/** Narrows the ledger. A plain GET form: what it asks stands in the address, and it works without scripts. */
export function SlashFilterForm({
  filter,
  chains,
}: {
  filter: SlashFilter;
  chains: readonly { readonly value: string; readonly word: string }[];
}) {
  const { network, prefix, height } = usePlace();
  return (
    <Form
      action={placeHref({ network, prefix }, "/slashes")}
      key={slashFilterQuery(filter)}
      className="no-print my-4 flex flex-wrap items-end gap-3"
      role="search"
      aria-label="Filter punishments"
    >
      <label>
        <span className="mr-2 text-muted">Validator</span>
        <input type="search" name="v" defaultValue={filter.validator} maxLength={100} className={FIELD} />
      </label>
      <label>
        <span className="mr-2 text-muted">Caused by</span>
        <select name="chain" defaultValue={filter.chain ?? ""} className={FIELD}>
          <option value="">any chain</option>
          {chains.map(({ value, word }) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="mr-2 text-muted">For</span>
        <select name="kind" defaultValue={filter.kind ?? ""} className={FIELD}>
          <option value="">anything</option>
          {SLASH_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {KIND_WORDS[kind].noun}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="mr-2 text-muted">Within</span>
        <select name="days" defaultValue={filter.days ?? ""} className={FIELD}>
          <option value="">all time</option>
          {PERIODS.map((days) => (
            <option key={days} value={days}>
              {days === 1 ? "a day" : `${days} days`}
            </option>
          ))}
        </select>
      </label>
      {height === undefined ? null : <input type="hidden" name="height" value={height} />}
      <button type="submit" className="rounded-md border border-accent px-3 py-1 text-accent">
        Show
      </button>
      {slashFilterQuery(filter) === "" ? null : <PlaceLink to="/slashes">show all</PlaceLink>}
    </Form>
  );
}
