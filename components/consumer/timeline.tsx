"use client";

import { Address } from "@/components/ui/address";
import { DataTable } from "@/components/ui/data-table";
import { HeightLink } from "@/components/ui/height-link";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { ConsumerView } from "@/lib/api/contracts/consumer";
import { lifeDetail, lifeWord } from "@/lib/format/life-words";
import { safeText } from "@/lib/format/safe-text";

type Entry = ConsumerView["timeline"][number];
const MOST_DETAILS = 6;

/** The life of a consumer, newest first, with heights that lead to the page as it stood then. */
export function Timeline({ entries, path }: { entries: readonly Entry[]; path: string }) {
  const rows = entries.map((entry, i) => ({ ...entry, id: String(i) }));
  return (
    <DataTable
      caption="Its life on the provider"
      rows={rows}
      rowKey={({ id }) => id}
      empty="Nothing has been recorded of this consumer since the first indexed block."
      columns={[
        { key: "height", label: "Height", cell: ({ height }) => <HeightLink height={height} to={path} /> },
        {
          key: "time",
          label: "When",
          cell: ({ time }) => (isUnknown(time) ? <Unknown because={time.because} /> : <Time iso={time} isFull />),
        },
        { key: "what", label: "What", cell: ({ kind }) => safeText(lifeWord(kind), 60) },
        {
          key: "detail",
          label: "Detail",
          isQuiet: ({ detail }) => Object.keys(detail).length === 0,
          cell: ({ kind, detail }) => {
            const words = lifeDetail(kind, detail);
            return words === undefined ? (
              <Details detail={detail} />
            ) : (
              <span className="text-muted">{safeText(words, 160)}</span>
            );
          },
        },
        {
          key: "tx",
          label: "Transaction",
          isQuiet: ({ txHash }) => txHash === undefined,
          cell: ({ txHash }) => (txHash ? <Address value={txHash} what="transaction hash" isHash /> : null),
        },
      ]}
    />
  );
}

/** Attributes that repeat what the row or the page already says. */
const SAID_ELSEWHERE = new Set([
  "consumer_id",
  "consumer_chain_id",
  "consumer_name",
  "submitter_address",
  "consumer_owner",
]);
const BECH32 = /^[a-z]{2,40}1[02-9ac-hj-np-z]{38,}$/;

function Details({ detail }: { detail: Entry["detail"] }) {
  const parts = Object.entries(detail)
    .map(([key, value]) => ({ key, text: textOf(value) }))
    .filter(({ key, text }) => !SAID_ELSEWHERE.has(key) && text !== "")
    .slice(0, MOST_DETAILS);
  return (
    <span className="text-muted">
      {parts.map(({ key, text }, i) => (
        <span key={key}>
          {i === 0 ? null : " · "}
          {safeText(key.replaceAll("_", " "), 40)}:{" "}
          {BECH32.test(text) ? <Address value={text} /> : <span className="break-words">{safeText(text, 80)}</span>}
        </span>
      ))}
    </span>
  );
}

/** An attribute as text; of a public key as JSON only the key. */
function textOf(value: unknown): string {
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return /^\{"@type":"[^"]*","key":"([^"]*)"\}$/.exec(text)?.[1] ?? text;
}
