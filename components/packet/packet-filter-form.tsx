"use client";

import Form from "next/form";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { placeHref } from "@/components/ui/place-href";
import type { PacketParameters } from "@/lib/api/packet-queries";
import { DIRECTIONS, PACKET_STATES } from "@/lib/ics/packet-lane";
import { packetSearch } from "./packet-filter";
import { DIRECTION_WORDS, STATE_LOOK } from "./packet-words";

const FIELD = "rounded-md border border-line bg-surface px-2 py-1 max-w-full";

/** Narrows the list. A plain GET form: what it asks stands in the address, and it works without scripts. */
export function PacketFilterForm({
  path,
  parameters,
  consumers,
}: {
  path: string;
  parameters: PacketParameters;
  /** Those to choose from; left out on a consumer's own page. */
  consumers?: readonly { readonly consumerId: string; readonly name: string }[];
}) {
  const { network, prefix, height } = usePlace();
  const search = packetSearch(parameters);
  return (
    <Form
      action={placeHref({ network, prefix }, path)}
      key={search}
      className="no-print my-4 flex flex-wrap items-end gap-3"
      role="search"
      aria-label="Filter packets"
    >
      <label>
        <span className="mr-2 text-muted">State</span>
        <select name="state" defaultValue={parameters.state ?? ""} className={FIELD}>
          <option value="">all</option>
          {PACKET_STATES.map((state) => (
            <option key={state} value={state}>
              {STATE_LOOK[state].word}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="mr-2 text-muted">Direction</span>
        <select name="direction" defaultValue={parameters.direction ?? ""} className={FIELD}>
          <option value="">both</option>
          {DIRECTIONS.map((direction) => (
            <option key={direction} value={direction}>
              {DIRECTION_WORDS[direction].toLowerCase()}
            </option>
          ))}
        </select>
      </label>
      {consumers ? (
        <label>
          <span className="mr-2 text-muted">Consumer</span>
          <select name="consumer" defaultValue={parameters.consumer ?? ""} className={FIELD}>
            <option value="">all</option>
            {consumers.map(({ consumerId, name }) => (
              <option key={consumerId} value={consumerId}>
                {name} ({consumerId})
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <label>
        <span className="mr-2 text-muted">Since (UTC)</span>
        <input
          type="datetime-local"
          name="since"
          defaultValue={parameters.since?.replace(/Z$/, "")}
          className={FIELD}
        />
      </label>
      {height === undefined ? null : <input type="hidden" name="height" value={height} />}
      <button type="submit" className="rounded-md border border-accent px-3 py-1 text-accent">
        Show
      </button>
      {search === "" ? null : <PlaceLink to={path}>show all</PlaceLink>}
    </Form>
  );
}
