"use client";

import { Address } from "@/components/ui/address";
import { DataTable } from "@/components/ui/data-table";
import { PlaceLink } from "@/components/ui/place";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { FieldChange, ProposalListItem, ProposalStatus } from "@/lib/api/contracts/proposal";
import { count } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import type { UnknownReason } from "@/lib/ics/types";
import { fieldWords, valueWords } from "./proposal-words";

type Message = ProposalListItem["messages"][number];

/** What one message changes, field by field; fields it repeats as they are come folded below. */
export function ChangesTable({
  message,
  status,
  bondDenom,
}: {
  message: Message;
  status: ProposalStatus;
  bondDenom: string | undefined;
}) {
  const changed = message.changes.filter(({ isChange }) => isChange);
  const same = message.changes.filter(({ isChange }) => !isChange);
  const isOver = status !== "voting" && status !== "deposit";
  const table = (rows: readonly FieldChange[], caption: string, isHidden: boolean) => (
    <DataTable
      caption={caption}
      captionHidden={isHidden}
      rows={rows}
      rowKey={({ field }) => field}
      empty="It sets every field to the value it has already."
      columns={[
        {
          key: "field",
          label: "Setting",
          cell: ({ field }) => (
            <>
              {fieldWords(field).word}
              <span className="block max-w-xs font-normal text-muted">{fieldWords(field).meaning}</span>
            </>
          ),
        },
        {
          key: "submitted",
          label: "When submitted",
          cell: (row) => <Value field={row.field} value={row.atSubmission} bondDenom={bondDenom} />,
        },
        {
          key: "before",
          label: isOver ? "Before the decision" : "Today",
          cell: (row) => <Value field={row.field} value={row.before} bondDenom={bondDenom} />,
        },
        {
          key: "after",
          label: status === "passed" ? "Afterwards" : isOver ? "It would have been" : "It would be",
          cell: (row) => (
            <span className="font-semibold">
              <Value field={row.field} value={row.after} bondDenom={bondDenom} />
            </span>
          ),
        },
        ...(isOver
          ? [
              {
                key: "now",
                label: "At this height",
                cell: (row: FieldChange) => <Value field={row.field} value={row.now} bondDenom={bondDenom} />,
              },
            ]
          : []),
      ]}
    />
  );
  return (
    <section className="mt-6">
      {table(changed, captionOf(message), false)}
      {message.consumerId === undefined ? null : (
        <p className="mt-1 text-muted">
          About <PlaceLink to={`/consumers/${message.consumerId}`}>consumer {message.consumerId}</PlaceLink>
        </p>
      )}
      {same.length === 0 ? null : (
        <details className="mt-1">
          <summary className="py-1 text-muted">{count(same.length, "setting")} that it repeats as they are</summary>
          {table(same, "Settings that stay as they are", true)}
        </details>
      )}
    </section>
  );
}

function captionOf({ name, chainId }: Message): string {
  return `What ${safeText(name, 60)} changes${chainId === undefined ? "" : ` on ${safeText(chainId, 50)}`}`;
}

function Value({ field, value, bondDenom }: { field: string; value: unknown; bondDenom: string | undefined }) {
  if (isUnknownValue(value)) return <Unknown because={value.because} />;
  if (Array.isArray(value) && value.length > 0) return <List items={value.map(String)} />;
  if (typeof value === "string" && ADDRESS_FIELDS.test(field) && value !== "")
    return <Address value={safeText(value, 120)} what="value" isHash={field.endsWith("Hash")} />;
  return <bdi className="[overflow-wrap:anywhere]">{valueWords(field, value, bondDenom)}</bdi>;
}

/** Long strings nobody reads: addresses and hashes are shortened, and copied whole. */
const ADDRESS_FIELDS = /(?:^owner|Hash)$/;
const MOST_LISTED = 5;

function List({ items }: { items: readonly string[] }) {
  const list = (some: readonly string[]) => (
    <ul>
      {some.map((item) => (
        <li key={item}>
          <Address value={safeText(item, 120)} what="value" isHash={item.includes("/")} />
        </li>
      ))}
    </ul>
  );
  if (items.length <= MOST_LISTED) return list(items);
  return (
    <details>
      <summary className="py-1">{count(items.length, "entry", "entries")}</summary>
      {list(items)}
    </details>
  );
}

function isUnknownValue(value: unknown): value is { readonly state: "unknown"; readonly because: UnknownReason } {
  return typeof value === "object" && value !== null && isUnknown(value as never);
}
