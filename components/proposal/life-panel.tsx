"use client";

import type { ReactNode } from "react";
import { Address } from "@/components/ui/address";
import { DataTable } from "@/components/ui/data-table";
import { HeightLink } from "@/components/ui/height-link";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { ProposalView } from "@/lib/api/contracts/proposal";
import { denomUnit } from "@/lib/format/denom";
import { formatAmount } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { proposalPath } from "./proposal-link";

interface Step {
  readonly key: string;
  readonly what: ReactNode;
  readonly time?: ReactNode;
  readonly height?: number | undefined;
  readonly txHash?: string | undefined;
}

/** From submission to its end, oldest first. Heights lead to this page as it stood then, where they are the provider's. */
export function LifePanel({ view }: { view: ProposalView }) {
  const isProvider = view.consumerId === undefined;
  return (
    <section className="mt-8">
      <DataTable
        caption="Its life"
        rows={stepsOf(view)}
        rowKey={({ key }) => key}
        empty="Nothing is known of its life."
        columns={[
          { key: "what", label: "What", cell: ({ what }) => what },
          {
            key: "when",
            label: "When",
            cell: ({ time }) => time ?? <span className="text-muted">before our record</span>,
          },
          {
            key: "height",
            label: isProvider ? "Height" : "Height there",
            isQuiet: ({ height }) => height === undefined,
            cell: ({ height }) =>
              height === undefined ? null : isProvider ? (
                <HeightLink height={height} to={proposalPath(view)} />
              ) : (
                <span className="font-mono">{height}</span>
              ),
          },
          {
            key: "tx",
            label: "Transaction",
            isQuiet: ({ txHash }) => txHash === undefined,
            cell: ({ txHash }) => (txHash ? <Address value={txHash} what="transaction hash" isHash /> : null),
          },
        ]}
      />
    </section>
  );
}

function stepsOf(view: ProposalView): Step[] {
  const { submitted, ended, votingStarts, votingEnds, depositEnds, status } = view;
  const time = (iso: string | undefined) => (iso === undefined ? {} : { time: <Time iso={iso} isFull /> });
  return [
    {
      key: "submitted",
      what: (
        <>
          Submitted{view.proposer === undefined ? "" : " by "}
          {view.proposer === undefined ? null : <Address value={safeText(view.proposer, 100)} />}
        </>
      ),
      ...time(submitted.time),
      height: submitted.height,
      txHash: submitted.txHash,
    },
    ...view.deposits.map((deposit, i) => ({
      key: `deposit ${i}`,
      what: `Deposit of ${amountWords(deposit.amount)}`,
      ...time(deposit.at.time),
      height: deposit.at.height,
      txHash: deposit.txHash,
    })),
    ...(votingStarts === undefined
      ? depositEnds === undefined || ended
        ? []
        : [{ key: "deposit-end", what: "The deposit must be complete", ...time(depositEnds) }]
      : [{ key: "voting", what: "Voting began", ...time(votingStarts) }]),
    ...(ended
      ? [{ key: "end", what: END_WORDS[status], ...time(ended.time), height: ended.height }]
      : votingEnds === undefined
        ? []
        : [
            {
              key: "voting-end",
              what: "Voting ends",
              time: isUnknown(votingEnds) ? <Unknown because={votingEnds.because} /> : <Time iso={votingEnds} isFull />,
            },
          ]),
  ];
}

const END_WORDS = {
  deposit: "Ended",
  voting: "Ended",
  passed: "Passed and carried out",
  rejected: "Rejected",
  failed: "Passed, but could not be carried out: nothing changed",
} as const;

/** "60000000uatom" → "60 ATOM". */
function amountWords(amount: string): string {
  return amount
    .split(",")
    .map((part) => {
      const [, units, denom] = /^(\d+)(.+)$/.exec(part.trim()) ?? [];
      if (units === undefined || denom === undefined) return safeText(part, 60);
      const { exponent, unit } = denomUnit(denom);
      return `${formatAmount(units, exponent)} ${safeText(unit, 60)}`;
    })
    .join(", ");
}
