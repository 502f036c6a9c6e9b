"use client";

import { Address } from "@/components/ui/address";
import { type Column, DataTable } from "@/components/ui/data-table";
import { PlaceLink } from "@/components/ui/place";
import type { PacketChangeView } from "@/lib/api/contracts/packet";
import { formatInteger } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { shortAddress } from "@/lib/format/short-text";
import { KIND_WORDS } from "./packet-sentence";

/** A validator named by what it did not choose for others to be misled by: its moniker, made safe, and its page. */
export function ValidatorName({ of }: { of: Pick<PacketChangeView, "operator" | "moniker" | "providerConsAddress"> }) {
  const name = safeText(of.moniker ?? "", 40);
  if (of.operator !== undefined) {
    return (
      <PlaceLink to={`/validators/${of.operator}`}>
        <bdi>{name || shortAddress(of.operator)}</bdi>
      </PlaceLink>
    );
  }
  return of.providerConsAddress === undefined ? (
    <span className="italic">unknown key</span>
  ) : (
    <Address value={of.providerConsAddress} what="consensus address" />
  );
}

/** What an update changes, validator by validator, before → after. */
export function ChangesTable({ changes }: { changes: readonly PacketChangeView[] }) {
  const columns: Column<PacketChangeView>[] = [
    { key: "validator", label: "Validator", cell: (change) => <ValidatorName of={change} /> },
    { key: "kind", label: "What", cell: ({ kind }) => KIND_WORDS[kind].one },
    {
      key: "before",
      label: "Power before",
      isNumeric: true,
      isQuiet: ({ before }) => before === undefined,
      cell: ({ before }) => (before ? formatInteger(before.power) : <span className="text-muted">not in the set</span>),
    },
    {
      key: "after",
      label: "Power after",
      isNumeric: true,
      cell: ({ kind, after }) =>
        after && !(kind === "unknown" && after.power === "0") ? (
          formatInteger(after.power)
        ) : (
          <span className="text-muted">not in the set</span>
        ),
    },
    {
      key: "key",
      label: "Key on the consumer",
      cell: ({ kind, before, after }) => (
        <>
          {kind === "key" && before ? (
            <>
              <Address value={before.key} what="old key" isHash /> →{" "}
            </>
          ) : null}
          <Address value={(after ?? before)?.key ?? ""} what="key" isHash />
        </>
      ),
    },
  ];
  return (
    <DataTable
      caption="What it changes"
      columns={columns}
      rows={changes}
      rowKey={({ before, after }) => `${before?.key ?? ""} ${after?.key ?? ""}`}
      empty="It changes no validator."
    />
  );
}
