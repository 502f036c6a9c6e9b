"use client";

import { useQuery } from "@tanstack/react-query";
import { Amount, Power } from "@/components/ui/amount";
import { type Column, DataTable } from "@/components/ui/data-table";
import { ExportLinks } from "@/components/ui/export-links";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { Sparkbar } from "@/components/ui/sparkbar";
import { SaidMark } from "@/components/verify/said-mark";
import type { ValidatorListItem } from "@/lib/api/contracts/validator";
import { validatorsQuery } from "@/lib/api/validators-query";
import { denomUnit } from "@/lib/format/denom";
import { count, formatShare, shareOf } from "@/lib/format/number";
import { BondMark } from "./bond-mark";
import { validatorName } from "./validator-name";

/** All validators of the provider, most power first, and what each secures. */
export function ValidatorsView() {
  const { network, height } = usePlace();
  const { data } = useQuery(validatorsQuery(network, height));
  if (!data) return null;
  const rows = data.data;
  const total = rows.reduce((sum, { active, power }) => (active ? sum + BigInt(power) : sum), 0n);
  const columns: Column<ValidatorListItem>[] = [
    {
      key: "validator",
      label: "Validator",
      cell: (row) => (
        <>
          <span className="mr-2 inline-block min-w-5 font-mono text-muted">{row.rank}</span>
          <PlaceLink to={`/validators/${row.operator}`}>
            <bdi>{validatorName(row)}</bdi>
          </PlaceLink>
        </>
      ),
    },
    { key: "status", label: "Status", cell: (row) => <BondMark {...row} /> },
    { key: "power", label: "Power", isNumeric: true, cell: ({ power }) => <Power value={power} /> },
    {
      key: "share",
      label: "Share",
      isNumeric: true,
      isQuiet: ({ active }) => !active,
      cell: ({ active, power }) => {
        if (!active) return <span className="text-muted">not active</span>;
        const share = shareOf(BigInt(power), total);
        return (
          <span className="whitespace-nowrap">
            {formatShare(share)} <Sparkbar share={share} width={48} />
          </span>
        );
      },
    },
    {
      key: "stake",
      label: "Stake",
      isNumeric: true,
      cell: ({ tokens, denom }) => <Amount base={tokens} {...denomUnit(denom)} />,
    },
    { key: "commission", label: "Commission", isNumeric: true, cell: ({ commission }) => formatShare(commission) },
    {
      key: "validates",
      label: "Validates consumers",
      cell: ({ validates }) => <ConsumerIds ids={validates} none="none" />,
    },
    { key: "optedIn", label: "Opted in to", cell: ({ optedIn }) => <ConsumerIds ids={optedIn} none="none" /> },
  ];
  return (
    <>
      <h1 className="mb-4">{validatorsSentence(rows)}</h1>
      <DataTable
        caption="Validators by power"
        captionHidden
        columns={columns}
        rows={rows}
        rowKey={({ operator }) => operator}
        empty="This provider has no validators at this height."
      />
      <p className="mt-3 text-muted">
        Share: of the power of the active set. Validates: is in the set the provider stores for that consumer.{" "}
        <ExportLinks path="/validators" isList />
      </p>
      <p className="mt-3 max-w-3xl text-muted">
        The active set and its power are held against the hash in the headers. Stake, status and commission are not
        proven: <SaidMark chainId={data.asOf.chainId} />. How a consumer's set is known stands on its page.
      </p>
    </>
  );
}

/** "48 of 60 validators are active; 31 secure at least one consumer." */
function validatorsSentence(rows: readonly Pick<ValidatorListItem, "active" | "validates" | "jailed">[]): string {
  const active = rows.filter((row) => row.active).length;
  const securing = rows.filter((row) => row.validates.length > 0).length;
  const jailed = rows.filter((row) => row.jailed).length;
  const tail = jailed === 0 ? "" : `, ${jailed} ${jailed === 1 ? "is" : "are"} jailed`;
  return `${active} of ${count(rows.length, "validator")} ${active === 1 ? "is" : "are"} active; ${securing === 0 ? "none secures a consumer" : `${securing} ${securing === 1 ? "secures" : "secure"} at least one consumer`}${tail}.`;
}

function ConsumerIds({ ids, none }: { ids: readonly string[]; none: string }) {
  if (ids.length === 0) return <span className="text-muted">{none}</span>;
  return (
    <span className="inline-flex flex-wrap font-mono">
      {ids.map((id) => (
        <PlaceLink
          key={id}
          to={`/consumers/${id}`}
          aria-label={`consumer ${id}`}
          className="inline-block min-h-6 min-w-6"
        >
          {id}
        </PlaceLink>
      ))}
    </span>
  );
}
