"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Address } from "@/components/ui/address";
import { Amount, Power } from "@/components/ui/amount";
import { DataTable } from "@/components/ui/data-table";
import { DefinitionList } from "@/components/ui/definition-list";
import { ExportLinks } from "@/components/ui/export-links";
import { FigureRow } from "@/components/ui/figure-row";
import { HeightLink } from "@/components/ui/height-link";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { Unknown } from "@/components/ui/unknown";
import type { ValidatorView as View } from "@/lib/api/contracts/validator";
import { validatorQuery } from "@/lib/api/validator-query";
import { denomUnit } from "@/lib/format/denom";
import { formatInteger, formatShare } from "@/lib/format/number";
import { safeLink, safeText } from "@/lib/format/safe-text";
import { EXCLUSION_WORDS, PHASE_WORDS } from "@/lib/format/words";
import { BondMark } from "./bond-mark";
import { DutyTable } from "./duty-table";
import { dutySentence } from "./duty-words";
import { KeyHistory } from "./key-history";
import { OptInHistory } from "./opt-in-history";
import { TopNLines } from "./top-n-lines";
import { validatorName } from "./validator-name";

type Standing = View["consumers"][number];

/** One validator: what it has to do, where it stands on each consumer, its keys. `any` is what the reader asked with. */
export function ValidatorView({ any, punishments }: { any: string; punishments?: ReactNode }) {
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
      <h1 className="mt-4">{dutySentence(view)}</h1>
      <FigureRow
        figures={[
          { key: "rank", word: "Rank by power", value: view.rank },
          { key: "power", word: "Power", value: <Power value={view.power} /> },
          { key: "stake", word: "Stake", value: <Amount base={view.tokens} {...denomUnit(view.denom)} /> },
          { key: "commission", word: "Commission on the provider", value: formatShare(view.commission) },
        ]}
      />
      <DutyTable view={view} />
      <p className="mt-3 text-muted">
        Times ahead are estimates from the median of the last 100 block intervals. A slash is counted on today's stake.
      </p>
      <TopNLines view={view} />
      {punishments}
      <section className="mt-8">
        <StandingTable view={view} path={path} />
      </section>
      <KeyHistory view={view} />
      <OptInHistory view={view} />
      <section className="mt-8 max-w-3xl">
        <h2 className="mb-1">Its names</h2>
        <Names view={view} />
      </section>
      <p className="mt-3 text-muted">
        <ExportLinks path={`/validators/${view.operator}`} />
      </p>
    </>
  );
}

/** Opted in, eligible, stored, signing: the four steps on the way into each consumer's set. */
function StandingTable({ view, path }: { view: View; path: string }) {
  return (
    <DataTable
      caption="Where it stands on each consumer"
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
  );
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
