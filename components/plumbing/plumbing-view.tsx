"use client";

import { useQuery } from "@tanstack/react-query";
import { usePlace } from "@/components/ui/place";
import { apiPath } from "@/lib/api/api-path";
import { plumbingQuery } from "@/lib/api/plumbing-query";
import { plumbingSentence } from "./link-look";
import { LinksTable } from "./links-table";
import { RelayersTable } from "./relayers-table";
import { ZoneMap } from "./zone-map";

/** So many chains are named in a sentence. */
const NAMED = 6;

/** How the zone hangs together. */
export function PlumbingView() {
  const { network, height } = usePlace();
  const { data } = useQuery(plumbingQuery(network, height));
  if (!data) return null;
  const { links, relayers, providerChainId, window, unread } = data.data;
  return (
    <>
      <h1>{plumbingSentence(links)}</h1>
      <ZoneMap links={links} providerChainId={providerChainId} />
      <LinksTable links={links} />
      <section className="mt-8">
        <RelayersTable relayers={relayers} />
        <p className="mt-2 text-muted">
          Of each chain its last {window} transactions that carried a packet of a validator-set channel.
          {unread.length === 0
            ? ""
            : ` Not read, so their relayers are not known: ${unread.length === 1 ? "consumer" : "consumers"} ${namesOf(unread)}.`}{" "}
          <a href={apiPath(network, "/network", height)}>The same as JSON</a>
        </p>
      </section>
    </>
  );
}

/** "7, 8 and 12 more". */
function namesOf(consumerIds: readonly string[]): string {
  const more = consumerIds.length - NAMED;
  return `${consumerIds.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
