"use client";

import type { ReactNode } from "react";
import { FindingMark } from "@/components/finding/finding-mark";
import { ExactAmount } from "@/components/ui/amount";
import { type Column, DataTable } from "@/components/ui/data-table";
import { PlaceLink } from "@/components/ui/place";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import { FigureMark } from "@/components/verify/figure-mark";
import { type ConsumerFilter, type ConsumerSort, consumerFilterQuery } from "@/lib/api/consumer-filter";
import type { ConsumerListItem } from "@/lib/api/contracts/consumer";
import { denomUnit } from "@/lib/format/denom";
import { formatInteger, formatShare } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { ClientState } from "./client-state";
import { consumerName, kindWords } from "./consumer-words";
import { PhaseMark } from "./phase-mark";
import { SyncState } from "./sync-state";

/** One row per consumer. With a `filter` the heads sort, as links; a consumer is its id, names and chain ids repeat. */
export function ConsumersTable({
  rows,
  filter,
  empty,
}: {
  rows: readonly ConsumerListItem[];
  filter?: ConsumerFilter;
  empty: ReactNode;
}) {
  const sorted = (key: ConsumerSort, label: string) => (filter ? sortable(filter, key, label) : {});
  const columns: Column<ConsumerListItem>[] = [
    {
      key: "name",
      label: "Consumer",
      ...sorted("name", "Consumer"),
      cell: (row) => (
        <span className="inline-flex">
          <span className="mr-2 min-w-5 shrink-0 font-mono text-muted">{row.consumerId}</span>
          <PlaceLink to={`/consumers/${row.consumerId}`} className="font-semibold">
            {consumerName(row)}
          </PlaceLink>
        </span>
      ),
    },
    {
      key: "chain",
      label: "Chain id",
      cell: ({ chainId }) => (
        <span className={`font-mono text-[0.9286rem] ${chainId.length <= 20 ? "whitespace-nowrap" : ""}`}>
          {safeText(chainId, 50)}
        </span>
      ),
    },
    {
      key: "phase",
      label: "Phase",
      ...sorted("phase", "Phase"),
      cell: (row) => (
        <span className="whitespace-nowrap">
          <PhaseMark phase={row.phase} />
          <FigureMark consumerId={row.consumerId} subject="phase" name={`phase of ${consumerName(row)}`} />
        </span>
      ),
    },
    { key: "kind", label: "Kind", cell: (row) => <span className="whitespace-nowrap">{kindWords(row)}</span> },
    {
      key: "validators",
      label: "Validators",
      ...sorted("validators", "Validators"),
      isNumeric: true,
      isQuiet: (row) => row.validatorCount === 0,
      cell: (row) => (
        <span className="whitespace-nowrap">
          <PlaceLink
            to={`/consumers/${row.consumerId}/validators`}
            className="-my-0.5 inline-block min-h-6 min-w-6 leading-6"
            aria-label={`${row.validatorCount} validators of ${consumerName(row)}`}
          >
            {formatInteger(String(row.validatorCount))}
          </PlaceLink>
          <FigureMark consumerId={row.consumerId} subject="stored-set" name={`stored set of ${consumerName(row)}`} />
        </span>
      ),
    },
    {
      key: "share",
      label: "Share",
      ...sorted("share", "Share"),
      isNumeric: true,
      isQuiet: (row) => row.validatorCount === 0,
      cell: ({ shareOfProvider }) =>
        isUnknown(shareOfProvider) ? (
          <Unknown because={shareOfProvider.because} />
        ) : (
          <span className="whitespace-nowrap">{formatShare(shareOfProvider)}</span>
        ),
    },
    {
      key: "sync",
      label: "Updates",
      isQuiet: (row) => row.sync === undefined,
      cell: (row) => <SyncState sync={row.sync} vsc={row.vsc} />,
    },
    {
      key: "client",
      label: "Client",
      isQuiet: (row) => row.client === undefined,
      cell: (row) => <ClientState client={row.client} />,
    },
    {
      key: "block",
      label: "Last block",
      isQuiet: (row) => row.lastBlock === undefined,
      cell: ({ lastBlock }) =>
        lastBlock === undefined ? null : isUnknown(lastBlock) ? (
          <Unknown because={lastBlock.because} />
        ) : (
          <span className="whitespace-nowrap">
            <span className="font-mono">{lastBlock.height}</span> · <Time iso={lastBlock.time} />
          </span>
        ),
    },
    {
      key: "rewards",
      label: "Rewards, 24 h",
      isNumeric: true,
      isQuiet: (row) => row.rewards24h === undefined,
      cell: (row) => <Rewards rewards={row.rewards24h} consumerId={row.consumerId} name={consumerName(row)} />,
    },
    {
      key: "findings",
      label: "Needs attention",
      isQuiet: (row) => !row.findings.some(({ severity }) => severity === "warn" || severity === "bad"),
      cell: (row) => <FindingMark findings={row.findings} />,
    },
  ];
  return (
    <DataTable
      caption="Consumers"
      captionHidden
      columns={columns}
      rows={rows}
      rowKey={(row) => row.consumerId}
      empty={empty}
    />
  );
}

function Rewards({
  rewards,
  consumerId,
  name,
}: {
  rewards: ConsumerListItem["rewards24h"];
  consumerId: string;
  name: string;
}) {
  if (rewards === undefined) return null;
  if (isUnknown(rewards)) return <Unknown because={rewards.because} />;
  return (
    <PlaceLink to={`/consumers/${consumerId}/rewards`} aria-label={`rewards of ${name}`}>
      {rewards.map(({ denom, amount }) => (
        <span key={denom} className="block">
          <ExactAmount base={amount} {...rewardUnit(denom)} />
        </span>
      ))}
    </PlaceLink>
  );
}

function rewardUnit(denom: string) {
  const { exponent, unit } = denomUnit(denom);
  return { exponent, unit: safeText(unit, 12) };
}

function sortable(
  filter: ConsumerFilter,
  key: ConsumerSort,
  label: string,
): Pick<Column<ConsumerListItem>, "head" | "sort"> {
  const isCurrent = filter.sort === key;
  const isDescending = isCurrent ? !filter.isDescending : key === "validators" || key === "share";
  const query = consumerFilterQuery({ ...filter, sort: key, isDescending });
  return {
    head: (
      <PlaceLink to={`/consumers${query === "" ? "" : `?${query}`}`} className="text-inherit">
        {label}
        {isCurrent ? <span aria-hidden="true">{filter.isDescending ? " ↓" : " ↑"}</span> : null}
      </PlaceLink>
    ),
    ...(isCurrent ? { sort: filter.isDescending ? ("descending" as const) : ("ascending" as const) } : {}),
  };
}
