"use client";

import { useQuery } from "@tanstack/react-query";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { apiPath } from "@/lib/api/api-path";
import type { SearchView as View } from "@/lib/api/contracts/search";
import { searchQuery } from "@/lib/api/search-query";
import { count } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { writeOutTimes } from "@/lib/format/time";

const KIND_WORDS = {
  validator: "Validator",
  consumer: "Consumer",
  block: "Block",
  transaction: "Transaction",
  packet: "Packet",
  proposal: "Proposal",
} as const satisfies Record<View["hits"][number]["kind"], string>;

/** What a search has found, best first, and what of it was not understood. `refusal`: why nothing was searched for. */
export function SearchView({ q, refusal }: { q: string; refusal?: string }) {
  const { network, height } = usePlace();
  const { data } = useQuery({ ...searchQuery(network, q, height), enabled: refusal === undefined });
  if (refusal !== undefined) return <h1>{refusal}</h1>;
  if (!data) return null;
  const { hits, more, notUnderstood } = data.data;
  return (
    <>
      <h1 className="mb-4">{searchSentence(data.data)}</h1>
      {notUnderstood.map((sentence) => (
        <p key={sentence} className="mb-2">
          {sentence}
        </p>
      ))}
      <ol className="max-w-3xl">
        {hits.map((hit) => (
          <li key={hit.link} className="border-line border-b py-2">
            <span className="mr-2 inline-block min-w-24 text-muted">{KIND_WORDS[hit.kind]}</span>
            <PlaceLink to={hit.link} className="underline">
              <bdi>{safeText(hit.label, 80)}</bdi>
            </PlaceLink>{" "}
            <span className="text-muted">
              {[hit.detail, writeOutTimes(hit.matched)].filter((words) => words !== undefined).join(" · ")}
            </span>
          </li>
        ))}
      </ol>
      {more > 0 ? <p className="mt-2 text-muted">{count(more, "more")} not shown: a longer text finds fewer.</p> : null}
      <section className="mt-8 max-w-3xl text-muted">
        <h2 className="mb-1">What can be searched for</h2>
        <p>
          Operator, account and consensus addresses with any chain's prefix, hex in either case, public keys in base64
          or as JSON, keys assigned on consumers now or before, monikers whole or in part, consumers by id, chain id,
          name, client or channel, heights of the provider, proposals by number, hashes of blocks and of transactions
          that carry packets or change a consumer.
        </p>
      </section>
      <p className="mt-3 text-muted">
        <a href={apiPath(network, "/search", height, { q })}>The same as JSON</a>
      </p>
    </>
  );
}

function searchSentence({ query, hits, more }: View): string {
  const asked = `“${safeText(query, 60)}”`;
  if (query === "") return "Search for an address, a key, a name, a height or a hash.";
  const exact = hits.filter(({ isExact }) => isExact).length;
  if (hits.length === 0) return `Nothing answers to ${asked}.`;
  if (exact > 1) return `${count(exact, "thing")} go by the name ${asked}; which one is meant?`;
  const total = hits.length + more;
  return exact === 1
    ? `One thing goes by the name ${asked}.`
    : `Nothing goes by the name ${asked}, but ${total === 1 ? "one has it in its name" : `${total} have it in their names`}.`;
}
