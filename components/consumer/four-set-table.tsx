"use client";

import type { ReactNode } from "react";
import { Address } from "@/components/ui/address";
import { type Column, DataTable } from "@/components/ui/data-table";
import { PlaceLink } from "@/components/ui/place";
import { Time } from "@/components/ui/time";
import { Unknown } from "@/components/ui/unknown";
import type { ConsumerValidatorView } from "@/lib/api/contracts/consumer";
import { formatInteger, formatShare } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { shortAddress } from "@/lib/format/short-text";
import { EXCLUSION_WORDS } from "@/lib/format/words";
import type { SetComparison } from "./four-sets";

/** One row per validator, the four sets side by side, then why they differ. */
export function FourSetTable({
  caption,
  rows,
  showReasons,
  consumerId,
  stranger = "unknown key",
}: {
  caption: ReactNode;
  rows: readonly SetComparison[];
  showReasons: boolean;
  consumerId: string;
  /** What a signing key is called that belongs to no validator of the provider. */
  stranger?: string;
}) {
  const columns: Column<SetComparison>[] = [
    { key: "validator", label: "Validator", cell: ({ row }) => <Validator row={row} stranger={stranger} /> },
    {
      key: "optedIn",
      label: "Opted in",
      cell: ({ row }) => <Yes isSo={row.optedIn} yes="opted in" no="not opted in" />,
    },
    { key: "eligible", label: "Eligible", cell: ({ row }) => <Eligible row={row} /> },
    {
      key: "stored",
      label: "Stored power",
      isNumeric: true,
      cell: ({ row }) => (row.stored ? formatInteger(row.stored.power) : <No words="not in the stored set" />),
    },
    { key: "signing", label: "Signing power", isNumeric: true, cell: ({ row }) => <Signing row={row} /> },
    { key: "provider", label: "Provider power", isNumeric: true, cell: ({ row }) => formatInteger(row.providerPower) },
    {
      key: "key",
      label: "Key",
      isQuiet: ({ row }) => !row.keyAssigned,
      cell: ({ row }) => (row.keyAssigned ? "assigned" : <span className="text-muted">provider's</span>),
    },
    { key: "commission", label: "Commission", isNumeric: true, cell: ({ row }) => formatShare(row.commission) },
    ...(showReasons
      ? [
          {
            key: "why",
            label: "Why",
            cell: ({ reasons, row }: SetComparison) => (
              <span className="inline-block max-w-96">
                {reasons.join(" ")} <SettledBy row={row} consumerId={consumerId} />
              </span>
            ),
            isQuiet: ({ reasons, row }: SetComparison) => reasons.length === 0 && row.settledBy === undefined,
          },
        ]
      : []),
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows}
      rowKey={({ row }) =>
        `${row.operator ?? ""} ${row.signing !== undefined && "address" in row.signing ? row.signing.address : ""}`
      }
      empty="None."
    />
  );
}

const SETTLES = {
  queued: { word: "Waits in", at: "queued" },
  sent: { word: "Arrives with", at: "sent" },
  received: { word: "In force with", at: "sent" },
  expired: { word: "Was to come with", at: "sent" },
} as const satisfies Record<NonNullable<ConsumerValidatorView["settledBy"]>["state"], object>;

/** "Arrives with update 41, sent 18 s ago": the packet that makes the two sets agree. */
function SettledBy({ row: { settledBy }, consumerId }: { row: ConsumerValidatorView; consumerId: string }) {
  if (settledBy === undefined) return null;
  const { vscId, sequence, state, at, signsFrom } = settledBy;
  const { word, at: done } = SETTLES[state];
  return (
    <>
      {word}{" "}
      <PlaceLink
        to={
          sequence === undefined
            ? `/consumers/${consumerId}/packets?state=queued`
            : `/packets/${consumerId}/vsc/${sequence}`
        }
      >
        update {vscId}
      </PlaceLink>
      {at ? (
        <>
          , {done} <Time iso={at.time} />
        </>
      ) : null}
      {state === "received" && signsFrom !== undefined ? `, received; signs by it from its height ${signsFrom}` : ""}
      {state === "expired" ? "; it is past its timeout" : ""}.
    </>
  );
}

function Validator({ row, stranger }: { row: ConsumerValidatorView; stranger: string }) {
  const name = safeText(row.moniker ?? "", 40);
  return (
    <>
      {row.operator === undefined ? (
        <span className="italic">{stranger} </span>
      ) : (
        <PlaceLink to={`/validators/${row.operator}`}>
          <bdi>{name || shortAddress(row.operator)}</bdi>
        </PlaceLink>
      )}{" "}
      {row.operator === undefined && row.signing !== undefined && "address" in row.signing ? (
        <Address value={row.signing.address} what="consensus address" />
      ) : null}
      {row.jailed ? <span className="text-bad">✕ jailed</span> : null}
      {!row.jailed && !row.active && row.operator !== undefined ? <span className="text-muted">inactive</span> : null}
    </>
  );
}

function No({ words }: { words: string }) {
  return (
    <span className="text-muted">
      <span aria-hidden="true">–</span>
      <span className="sr-only">{words}</span>
    </span>
  );
}

function Yes({ isSo, yes, no }: { isSo: boolean; yes: string; no: string }) {
  if (!isSo) return <No words={no} />;
  return (
    <span>
      <span aria-hidden="true">✓</span>
      <span className="sr-only">{yes}</span>
    </span>
  );
}

function Eligible({ row }: { row: ConsumerValidatorView }) {
  if (row.eligible === undefined) return <span className="text-muted">does not apply</span>;
  if (row.eligible) return <Yes isSo yes="eligible" no="" />;
  return row.excludedBecause === undefined ? (
    <No words="not eligible" />
  ) : (
    <span className="text-muted">{EXCLUSION_WORDS[row.excludedBecause].short}</span>
  );
}

function Signing({ row }: { row: ConsumerValidatorView }) {
  if (row.signing === undefined) return <No words="not in the consumer's set" />;
  if ("state" in row.signing) return <Unknown because={row.signing.because} />;
  return formatInteger(row.signing.power);
}
