"use client";

import { useQuery } from "@tanstack/react-query";
import { Address } from "@/components/ui/address";
import { Amount, Power } from "@/components/ui/amount";
import { DataTable } from "@/components/ui/data-table";
import { DefinitionList } from "@/components/ui/definition-list";
import { FigureRow } from "@/components/ui/figure-row";
import { HeightLink } from "@/components/ui/height-link";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { Unknown } from "@/components/ui/unknown";
import { apiPath } from "@/lib/api/api-path";
import type { ValidatorView as View } from "@/lib/api/contracts/validator";
import { validatorQuery } from "@/lib/api/validator-query";
import { denomUnit } from "@/lib/format/denom";
import { count, formatInteger, formatShare } from "@/lib/format/number";
import { safeLink, safeText } from "@/lib/format/safe-text";
import { EXCLUSION_WORDS, PHASE_WORDS } from "@/lib/format/words";
import { BondMark } from "./bond-mark";
import { validatorName } from "./validator-name";

type Standing = View["consumers"][number];

/** One validator: who it is, where it stands on each consumer, and its keys. `any` is what the reader asked with. */
export function ValidatorView({ any }: { any: string }) {
  const { network, height } = usePlace();
  const { data } = useQuery(validatorQuery(network, any, height));
  if (!data) return null;
  const view = data.data;
  const path = `/validators/${view.operator}`;
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-4">
        <bdi className="font-semibold">{validatorName(view, 70)}</bdi>
        <BondMark {...view} />
        <Address value={view.operator} what="operator address" />
      </p>
      <h1 className="mt-4">{validatorSentence(view)}</h1>
      <FigureRow
        figures={[
          { key: "rank", word: "Rank by power", value: view.rank },
          { key: "power", word: "Power", value: <Power value={view.power} /> },
          { key: "stake", word: "Stake", value: <Amount base={view.tokens} {...denomUnit(view.denom)} /> },
          { key: "commission", word: "Commission on the provider", value: formatShare(view.commission) },
        ]}
      />
      <DataTable
        caption="On each consumer"
        rows={view.consumers}
        rowKey={({ consumerId }) => consumerId}
        empty="This provider has no consumers at this height."
        columns={[
          {
            key: "consumer",
            label: "Consumer",
            cell: (row) => (
              <>
                <span className="mr-2 font-mono text-muted">{row.consumerId}</span>
                <PlaceLink to={`/consumers/${row.consumerId}/validators`} className="underline">
                  {safeText(row.name, 40) || safeText(row.chainId, 40)}
                </PlaceLink>{" "}
                <span className="text-muted">{PHASE_WORDS[row.phase].word.toLowerCase()}</span>
              </>
            ),
          },
          {
            key: "optedIn",
            label: "Opted in",
            cell: ({ optedIn }) => (optedIn ? "yes" : <span className="text-muted">no</span>),
          },
          { key: "eligible", label: "Eligible", cell: (row) => <Eligible row={row} /> },
          {
            key: "stored",
            label: "Stored power",
            isNumeric: true,
            cell: ({ stored }) =>
              stored ? formatInteger(stored.power) : <span className="text-muted">not in the set</span>,
          },
          { key: "signing", label: "Signing power", isNumeric: true, cell: (row) => <Signing row={row} /> },
          {
            key: "since",
            label: "In the set since",
            isNumeric: true,
            isQuiet: ({ stored }) => stored === undefined,
            cell: ({ stored }) => (stored ? <HeightLink height={stored.joinHeight} to={path} /> : null),
          },
          {
            key: "key",
            label: "Key",
            cell: ({ keyAssigned }) => (keyAssigned ? "assigned" : <span className="text-muted">provider's</span>),
          },
          {
            key: "commission",
            label: "Commission",
            isNumeric: true,
            cell: ({ commission }) => formatShare(commission),
          },
        ]}
      />
      <section className="mt-8">
        <DataTable
          caption="Keys assigned for consumers"
          rows={view.keys}
          rowKey={({ consumerId, key, fromHeight }) => `${consumerId} ${key} ${fromHeight}`}
          empty="It has never assigned a key of its own for a consumer: it signs with its provider key everywhere."
          columns={[
            {
              key: "consumer",
              label: "Consumer",
              cell: ({ consumerId }) => <PlaceLink to={`/consumers/${consumerId}`}>consumer {consumerId}</PlaceLink>,
            },
            {
              key: "address",
              label: "Consensus address there",
              cell: ({ consumerAddress }) => <Address value={consumerAddress} what="consensus address" />,
            },
            { key: "key", label: "Public key", cell: ({ key }) => <Address value={key} what="public key" isHash /> },
            {
              key: "from",
              label: "From height",
              isNumeric: true,
              cell: ({ fromHeight }) => <HeightLink height={fromHeight} to={path} />,
            },
            {
              key: "until",
              label: "Until",
              isNumeric: true,
              cell: ({ untilHeight }) =>
                untilHeight === undefined ? "in use" : <HeightLink height={untilHeight} to={path} />,
            },
          ]}
        />
      </section>
      <section className="mt-8 max-w-3xl">
        <h2 className="mb-1">Its names</h2>
        <Names view={view} />
      </section>
      <p className="mt-3 text-muted">
        <a href={apiPath(network, `/validators/${view.operator}`, height)}>The same as JSON</a>
      </p>
    </>
  );
}

/** "Aurora is in the set of 3 consumers; it has opted in to 1 more that does not take it." */
function validatorSentence(view: Pick<View, "moniker" | "operator" | "consumers" | "jailed">): string {
  const name = validatorName(view);
  const inSet = view.consumers.filter(({ stored }) => stored !== undefined).length;
  const waiting = view.consumers.filter(
    ({ optedIn, stored, phase }) => optedIn && stored === undefined && phase === "launched",
  ).length;
  const first = `${name} is in the set of ${inSet === 0 ? "no consumer" : count(inSet, "consumer")}`;
  const second =
    waiting === 0 ? "" : `; it has opted in to ${count(waiting, "launched consumer")} without being in the set`;
  return `${first}${second}${view.jailed ? "; it is jailed on the provider" : ""}.`;
}

function Eligible({ row }: { row: Standing }) {
  if (row.eligible === undefined) return <span className="text-muted">does not apply</span>;
  if (row.eligible) return "yes";
  return (
    <span className="text-muted">
      no{row.excludedBecause === undefined ? "" : `: ${EXCLUSION_WORDS[row.excludedBecause].short}`}
    </span>
  );
}

function Signing({ row }: { row: Standing }) {
  if (row.signing === undefined) return <span className="text-muted">not in the set</span>;
  if ("state" in row.signing) return <Unknown because={row.signing.because} />;
  return formatInteger(row.signing.power);
}

function Names({ view }: { view: View }) {
  const link = safeLink(view.website);
  const website = safeText(view.website, 100);
  return (
    <DefinitionList
      entries={[
        { key: "operator", word: "Operator", value: <Address value={view.operator} what="operator address" /> },
        { key: "account", word: "Account", value: <Address value={view.account} what="account address" /> },
        {
          key: "cons",
          word: "Consensus address",
          value: <Address value={view.providerConsAddress} what="consensus address" />,
        },
        { key: "hex", word: "The same as hex", value: <Address value={view.consHex} what="hex address" isHash /> },
        { key: "key", word: "Provider key", value: <Address value={view.pubKey} what="public key" isHash /> },
        {
          key: "website",
          word: "Website",
          value:
            website === "" ? (
              <span className="text-muted">none given</span>
            ) : link ? (
              <a href={link} rel="nofollow noopener ugc">
                {website}
              </a>
            ) : (
              website
            ),
        },
        {
          key: "identity",
          word: "Identity",
          value: safeText(view.identity, 64) || <span className="text-muted">none given</span>,
        },
        {
          key: "details",
          word: "Details",
          value: safeText(view.details, 500) || <span className="text-muted">none given</span>,
        },
      ]}
    />
  );
}
