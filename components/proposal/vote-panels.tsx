"use client";

import { Address } from "@/components/ui/address";
import { DataTable } from "@/components/ui/data-table";
import { PlaceLink } from "@/components/ui/place";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { ProposalView, TallyView } from "@/lib/api/contracts/proposal";
import { denomUnit } from "@/lib/format/denom";
import { count, formatAmountShort, formatInteger, formatShare, shareOf } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { shortAddress } from "@/lib/format/short-text";
import { TallyBar } from "./tally-bar";

/** How the vote stands or fell, and against which marks. */
export function TallyPanel({ view }: { view: ProposalView }) {
  const { tally } = view;
  if (tally === undefined) return null;
  return (
    <section className="mt-8">
      <h2 className="mb-1">The vote</h2>
      {isUnknown(tally) ? <Unknown because={tally.because} /> : <Known view={view} tally={tally} />}
    </section>
  );
}

const WORDS = { yes: "Yes", no: "No", noWithVeto: "No with veto", abstain: "Abstain" } as const;

function Known({ view, tally }: { view: ProposalView; tally: TallyView }) {
  const { exponent, unit } = denomUnit(view.bondDenom);
  const sum = (["yes", "no", "noWithVeto", "abstain"] as const).reduce((total, key) => total + BigInt(tally[key]), 0n);
  const turnout =
    typeof view.votingStake === "string" && BigInt(view.votingStake) > 0n
      ? shareOf(sum, BigInt(view.votingStake))
      : undefined;
  const { quorum, threshold, vetoThreshold } = view.rules ?? {};
  return (
    <>
      <TallyBar tally={tally} isOver={view.status !== "voting"} width={240} />
      <ul className="mt-2">
        {(Object.keys(WORDS) as (keyof typeof WORDS)[]).map((key) => (
          <li key={key}>
            {WORDS[key]}: {formatAmountShort(tally[key], exponent)} {unit}
          </li>
        ))}
        {turnout === undefined ? null : (
          <li>
            Turnout: {formatShare(turnout)} of the stake that may vote
            {quorum === undefined ? "" : `; at least ${formatShare(quorum)} must vote`}
          </li>
        )}
        {threshold === undefined ? null : (
          <li className="text-muted">
            It passes with more than {formatShare(threshold)} yes of those who do not abstain
            {vetoThreshold === undefined ? "" : `, unless more than ${formatShare(vetoThreshold)} veto`}.
          </li>
        )}
      </ul>
      <p className="mt-1 text-muted">
        {tally.source === "node"
          ? `Told by the chain at its block ${tally.height}${tally.isFinal ? ": final" : ""}.`
          : `Counted from the votes of validators with their stake at block ${tally.height}; delegators who vote for themselves are not told by events.`}
      </p>
    </>
  );
}

const OPTION_WORDS = { yes: "yes", no: "no", abstain: "abstain", "no-with-veto": "no with veto" } as const;

/** Who voted, most power first. */
export function VotesPanel({ view }: { view: ProposalView }) {
  if (view.votingStarts === undefined) return null;
  const rows = view.votes.toSorted((a, b) =>
    BigInt(a.validator?.power ?? -1) < BigInt(b.validator?.power ?? -1) ? 1 : -1,
  );
  const silent = view.silent.reduce((sum, { power }) => sum + BigInt(power), 0n);
  return (
    <section className="mt-8">
      <DataTable
        caption="Votes, the last one of each voter"
        rows={rows}
        rowKey={({ voter }) => voter}
        empty="Nobody has voted."
        columns={[
          {
            key: "voter",
            label: "Voter",
            cell: ({ voter, validator }) =>
              validator ? (
                <PlaceLink to={`/validators/${validator.operator}`} className="underline [overflow-wrap:anywhere]">
                  <bdi>{safeText(validator.moniker, 40) || shortAddress(validator.operator)}</bdi>
                </PlaceLink>
              ) : (
                <Address value={safeText(voter, 100)} />
              ),
          },
          {
            key: "vote",
            label: "Vote",
            cell: ({ options }) =>
              options
                .map(({ option, weight }) =>
                  weight === "1" ? OPTION_WORDS[option] : `${OPTION_WORDS[option]} ${formatShare(weight)}`,
                )
                .join(", "),
          },
          {
            key: "power",
            label: "Power",
            isNumeric: true,
            cell: ({ validator }) =>
              validator === undefined ? (
                <span className="text-muted">not a validator</span>
              ) : (
                <>
                  {formatInteger(validator.power)}
                  {validator.counts ? null : <span className="text-muted"> (not active: not counted)</span>}
                </>
              ),
          },
          {
            key: "when",
            label: "When",
            cell: ({ at }) => (at.time === undefined ? at.height : <Time iso={at.time} />),
          },
          {
            key: "tx",
            label: "Transaction",
            isQuiet: ({ txHash }) => txHash === undefined,
            cell: ({ txHash }) => (txHash ? <Address value={txHash} what="transaction hash" isHash /> : null),
          },
        ]}
      />
      {view.silent.length === 0 ? null : (
        <details className="mt-1">
          <summary className="py-1 text-muted">
            {count(view.silent.length, "active validator")} with power {formatInteger(silent)}{" "}
            {view.status === "voting" ? "have not voted" : "did not vote"}
          </summary>
          <ul className="columns-1 gap-8 sm:columns-2 lg:columns-3">
            {view.silent.map(({ operator, moniker, power }) => (
              <li key={operator} className="flex justify-between gap-4">
                <PlaceLink to={`/validators/${operator}`} className="[overflow-wrap:anywhere]">
                  <bdi>{safeText(moniker, 40) || shortAddress(operator)}</bdi>
                </PlaceLink>
                <span>{formatInteger(power)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
