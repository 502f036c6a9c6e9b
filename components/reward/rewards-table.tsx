"use client";

import type { ReactNode } from "react";
import { ExactAmount } from "@/components/ui/amount";
import { type Column, DataTable } from "@/components/ui/data-table";
import { MethodLink } from "@/components/ui/method-link";
import { PlaceLink } from "@/components/ui/place";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { RewardItem } from "@/lib/api/contracts/reward";
import { denomUnit } from "@/lib/format/denom";
import { safeText } from "@/lib/format/safe-text";
import { payerName } from "./reward-words";

type Figure = RewardItem["sent"];

/** The way of the rewards, left to right; each denom in its own unit, nothing priced and nothing added across denoms. */
export function RewardsTable({ rows, showConsumer }: { rows: readonly RewardItem[]; showConsumer: boolean }) {
  const column = (key: string, label: string, method: string, of: (row: RewardItem) => Figure): Column<RewardItem> => ({
    key,
    label,
    head: <MethodLink id={method}>{label}</MethodLink>,
    isNumeric: true,
    isQuiet: (row) => of(row) === "0",
    cell: (row) => <Sum value={of(row)} denom={row.denom} />,
  });
  const columns: Column<RewardItem>[] = [
    ...(showConsumer
      ? [
          {
            key: "consumer",
            label: "Consumer",
            cell: (row: RewardItem) => (
              <PlaceLink to={`/consumers/${row.consumerId}/rewards`} className="font-semibold">
                {payerName(row)}
              </PlaceLink>
            ),
          },
        ]
      : []),
    { key: "denom", label: "Denom", cell: (row) => <Denom row={row} /> },
    column("sent", "Sent", "rewards-sent", ({ sent }) => sent),
    column("flight", "In flight", "rewards-sent", ({ inFlight }) => inFlight),
    column("received", "Received", "rewards-received", ({ received }) => received),
    column("paid", "To validators", "rewards-paid", ({ distributed }) => distributed),
    column("pool", "Community pool", "rewards-paid", ({ communityPool }) => communityPool),
    {
      key: "held",
      label: "Held back",
      head: <MethodLink id="rewards-held">Held back</MethodLink>,
      isNumeric: true,
      isQuiet: ({ held }) => held === "0",
      cell: ({ held, denom, because }) => (
        <>
          {because ? <span className="text-warn">▲ </span> : null}
          <Sum value={held} denom={denom} />
          {because ? <span className="block text-muted">denom not allowed</span> : null}
        </>
      ),
    },
    column("remainder", "Remainder", "rewards-held", ({ remainder }) => remainder),
    column("day", "24 h", "rewards-received", ({ received24h }) => received24h),
  ];
  return (
    <DataTable
      caption="Rewards by consumer and denom"
      captionHidden
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.consumerId} ${row.channelId ?? ""} ${row.denom} ${row.providerDenom ?? ""}`}
      empty="Nothing was sent up to this height."
    />
  );
}

function Sum({ value, denom }: { value: Figure; denom: string }): ReactNode {
  if (isUnknown(value)) return <Unknown because={value.because} />;
  return <ExactAmount base={value} exponent={denomUnit(denom).exponent} unit="" />;
}

/** The consumer's own name of the denom, and the way it took to be the provider's. */
function Denom({ row }: { row: RewardItem }) {
  const { unit } = denomUnit(row.denom);
  return (
    <>
      <span title={safeText(row.denom, 140)}>{safeText(unit, 24)}</span>
      {row.trace === undefined ? null : (
        <span
          className="block break-all font-mono text-[0.8572rem] text-muted"
          title={safeText(row.providerDenom ?? "", 140)}
        >
          {safeText(row.trace, 60)}
        </span>
      )}
    </>
  );
}
