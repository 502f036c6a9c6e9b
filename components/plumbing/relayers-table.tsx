"use client";

import { Address } from "@/components/ui/address";
import { ExactAmount } from "@/components/ui/amount";
import { DataTable } from "@/components/ui/data-table";
import { MethodLink } from "@/components/ui/method-link";
import type { RelayerView } from "@/lib/api/contracts/plumbing";
import { denomUnit } from "@/lib/format/denom";
import { formatInteger } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";

/** Who carries packets, on which chain, and what it cost them there. */
export function RelayersTable({ relayers }: { relayers: readonly RelayerView[] }) {
  return (
    <DataTable
      caption={<MethodLink id="relayers">Relayers by what they carried</MethodLink>}
      rows={relayers}
      rowKey={(row) => `${row.chainId} ${row.address ?? ""}`}
      empty="Nobody has carried a packet of a validator-set channel up to this height."
      columns={[
        {
          key: "relayer",
          label: "Relayer",
          cell: ({ address }) =>
            address === undefined ? "not named by a message" : <Address value={safeText(address, 128)} />,
        },
        {
          key: "chain",
          label: "On chain",
          cell: ({ chainId }) => <span className="font-mono">{safeText(chainId, 50)}</span>,
        },
        { key: "received", label: "Delivered", isNumeric: true, cell: (row) => formatInteger(String(row.received)) },
        { key: "acks", label: "Acknowledged", isNumeric: true, cell: (row) => formatInteger(String(row.acknowledged)) },
        {
          key: "timeouts",
          label: "Timeouts",
          isNumeric: true,
          isQuiet: ({ timedOut }) => timedOut === 0,
          cell: (row) => formatInteger(String(row.timedOut)),
        },
        {
          key: "updates",
          label: "Client updates",
          isNumeric: true,
          cell: (row) => formatInteger(String(row.clientUpdates)),
        },
        {
          key: "fees",
          label: "Fees paid",
          isNumeric: true,
          cell: ({ fees }) =>
            fees.length === 0 ? (
              <span className="text-muted">none</span>
            ) : (
              fees.map(({ denom, amount }) => {
                const { exponent, unit } = denomUnit(denom);
                return (
                  <span key={denom} className="block">
                    <ExactAmount base={amount} exponent={exponent} unit={safeText(unit, 16)} />
                  </span>
                );
              })
            ),
        },
        {
          key: "last",
          label: "Last at",
          isNumeric: true,
          cell: ({ lastHeight }) => <span className="font-mono">{lastHeight}</span>,
        },
      ]}
    />
  );
}
