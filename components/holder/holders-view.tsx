"use client";

import { useQuery } from "@tanstack/react-query";
import { Amount } from "@/components/ui/amount";
import { DataTable } from "@/components/ui/data-table";
import { FigureRow } from "@/components/ui/figure-row";
import { PlaceLink, usePlace } from "@/components/ui/place";
import type { HoldersView as View } from "@/lib/api/contracts/holder";
import { type HeldInAddress, holdersPath, holdersQuery } from "@/lib/api/holders-query";
import { denomUnit } from "@/lib/format/denom";
import { formatShare } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { shortAddress } from "@/lib/format/short-text";
import { EarnedTable } from "./earned-table";
import { chainName, holdersSentence } from "./holder-words";
import { HoldersForm } from "./holders-form";

/** What somebody's validators secure and what follows for the stake. `refusal`: why it cannot be told. */
export function HoldersView({ held, refusal }: { held: HeldInAddress; refusal?: string }) {
  const { network, height } = usePlace();
  const isAsked = held.v !== "" || held.delegator !== "";
  const { data } = useQuery({ ...holdersQuery(network, held, height), enabled: isAsked && refusal === undefined });
  return (
    <>
      {refusal === undefined ? (
        data ? (
          <Held view={data.data} />
        ) : (
          <h1>Which chains do your validators secure, and what would a slash there cost?</h1>
        )
      ) : (
        <h1>{refusal}</h1>
      )}
      <HoldersForm {...held} />
      {data ? (
        <p className="mt-3 text-muted">
          <a href={holdersPath(network, held, height)}>The same as JSON</a>
        </p>
      ) : null}
    </>
  );
}

function Held({ view }: { view: View }) {
  const unit = denomUnit(view.denom);
  const { delegator, notFound, unread } = view;
  const isYours = delegator !== undefined;
  return (
    <>
      <h1>{holdersSentence(view)}</h1>
      <FigureRow
        figures={[
          ...(delegator
            ? [
                {
                  key: "account",
                  word: "Account",
                  value: <span className="font-mono">{shortAddress(delegator.account)}</span>,
                },
                { key: "delegated", word: "Delegated", value: <Amount base={delegator.delegated} {...unit} /> },
              ]
            : []),
          { key: "validators", word: "Validators", value: view.validators.length },
          { key: "chains", word: "Consumer chains secured", value: view.consumers.length },
        ]}
      />
      {notFound.map(({ asked, because }) => (
        <p key={asked} className="mb-2">
          <span aria-hidden="true">✕ </span>
          <bdi className="font-mono">{safeText(asked, 60)}</bdi>: {because}
        </p>
      ))}
      <ValidatorsTable view={view} />
      <section className="mt-8">
        <DataTable
          caption="Chains they secure"
          rows={view.consumers}
          rowKey={({ consumerId }) => consumerId}
          empty="None of them is in the signing set of a consumer chain."
          columns={[
            {
              key: "chain",
              label: "Consumer",
              cell: (row) => (
                <PlaceLink to={`/consumers/${row.consumerId}`} className="underline">
                  <bdi>{chainName(row)}</bdi>
                </PlaceLink>
              ),
            },
            { key: "by", label: "By how many of them", isNumeric: true, cell: ({ by }) => by.length },
            {
              key: "downtime",
              label: `Downtime would cost${isYours ? " you" : ""}, ${unit.unit}`,
              isNumeric: true,
              cell: (row) => <Cost row={row} kind="downtime" isYours={isYours} exponent={unit.exponent} />,
            },
            {
              key: "doubleSign",
              label: `Double signing would cost${isYours ? " you" : ""}, ${unit.unit}`,
              isNumeric: true,
              cell: (row) => <Cost row={row} kind="doubleSign" isYours={isYours} exponent={unit.exponent} />,
            },
          ]}
        />
        <p className="mt-3 text-muted">
          {isYours ? "Of what this account has delegated" : "Of all stake with these validators"}, if all of them were
          slashed on that chain today, by the chain's own fractions. Stake that leaves is slashed too for as long as it
          unbonds.
          {unread.length === 0
            ? null
            : ` Of ${unread.length === 1 ? "consumer" : "consumers"} ${unread.join(", ")} no node is read: who secures them is known from what they acknowledged, where they did.`}
        </p>
      </section>
      <EarnedTable view={view} />
    </>
  );
}

function ValidatorsTable({ view }: { view: View }) {
  const unit = denomUnit(view.denom);
  const consumer = (id: string) => view.consumers.find(({ consumerId }) => consumerId === id);
  return (
    <DataTable
      caption="The validators"
      rows={view.validators}
      rowKey={({ operator }) => operator}
      empty="No validator."
      columns={[
        {
          key: "validator",
          label: "Validator",
          cell: ({ operator, moniker, jailed, active }) => (
            <>
              <PlaceLink to={`/validators/${operator}`} className="underline">
                <bdi>{safeText(moniker, 40) || shortAddress(operator)}</bdi>
              </PlaceLink>
              {jailed ? (
                <span className="text-bad"> jailed</span>
              ) : active ? null : (
                <span className="text-muted"> not active</span>
              )}
            </>
          ),
        },
        {
          key: "stake",
          label: `Stake, ${unit.unit}`,
          isNumeric: true,
          cell: ({ tokens }) => <Amount base={tokens} exponent={unit.exponent} unit="" />,
        },
        ...(view.delegator
          ? [
              {
                key: "delegated",
                label: `Yours, ${unit.unit}`,
                isNumeric: true,
                cell: ({ delegated }: View["validators"][number]) =>
                  delegated === undefined ? null : <Amount base={delegated} exponent={unit.exponent} unit="" />,
              },
            ]
          : []),
        { key: "commission", label: "Commission", isNumeric: true, cell: ({ commission }) => formatShare(commission) },
        {
          key: "secures",
          label: "Secures, at which commission",
          cell: ({ secures }) =>
            secures.length === 0 ? (
              <span className="text-muted">no consumer chain</span>
            ) : (
              <ul className="flex flex-wrap gap-x-4">
                {secures.map(({ consumerId, commission }) => {
                  const entry = consumer(consumerId);
                  return (
                    <li key={consumerId} className="whitespace-nowrap">
                      <PlaceLink to={`/consumers/${consumerId}`}>
                        <bdi>{entry ? chainName(entry) : `consumer ${consumerId}`}</bdi>
                      </PlaceLink>{" "}
                      <span className="text-muted">{formatShare(commission)}</span>
                    </li>
                  );
                })}
              </ul>
            ),
        },
      ]}
    />
  );
}

function Cost({
  row,
  kind,
  isYours,
  exponent,
}: {
  row: View["consumers"][number];
  kind: "downtime" | "doubleSign";
  isYours: boolean;
  exponent: number;
}) {
  const cost = isYours ? row.yours : row.slash;
  if (cost === undefined || row.fractions === undefined)
    return <span className="text-muted">the provider's own parameters apply</span>;
  return (
    <>
      <Amount base={cost[kind]} exponent={exponent} unit="" />{" "}
      <span className="text-muted">{formatShare(row.fractions[kind])}</span>
    </>
  );
}
