"use client";

import { Address } from "@/components/ui/address";
import { Amount } from "@/components/ui/amount";
import { Badge } from "@/components/ui/badge";
import { type Column, DataTable } from "@/components/ui/data-table";
import { HeightLink } from "@/components/ui/height-link";
import { PlaceLink } from "@/components/ui/place";
import { Sparkbar } from "@/components/ui/sparkbar";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { ValidatorView } from "@/lib/api/contracts/validator";
import { denomUnit } from "@/lib/format/denom";
import { formatShare } from "@/lib/format/number";
import { formatAge, writeOutTimes } from "@/lib/format/time";
import { byUrgency, consumerName, DUTY_LOOK } from "./duty-words";

type Row = ValidatorView["duties"][number];
type Moment = NonNullable<Row["since"]>;

/** What a validator has to do, consumer by consumer; what it has nothing to do with is folded. */
export function DutyTable({ view }: { view: ValidatorView }) {
  const rows = byUrgency(view.duties);
  const owed = rows.filter(({ duty }) => duty !== "optional" && duty !== "not-allowed");
  const rest = rows.filter(({ duty }) => duty === "optional" || duty === "not-allowed");
  const path = `/validators/${view.operator}`;
  const columns = columnsOf(view, path);
  return (
    <>
      <DataTable
        caption="What it has to do"
        columns={columns}
        rows={owed}
        rowKey={({ consumerId }) => consumerId}
        empty="It has nothing to run: it is in no consumer's set, and the next epoch takes it into none."
      />
      {rest.length > 0 ? (
        <details className="mt-4" open={owed.length === 0 || rest.length <= 3}>
          <summary>
            {rest.length === 1 ? "1 chain it does not run" : `${rest.length} chains it does not run`}, and why
          </summary>
          <div className="mt-2">
            <DataTable
              caption="Chains it does not run"
              captionHidden
              columns={columns}
              rows={rest}
              rowKey={({ consumerId }) => consumerId}
              empty=""
            />
          </div>
        </details>
      ) : null}
    </>
  );
}

function columnsOf(view: ValidatorView, path: string): Column<Row>[] {
  const unit = denomUnit(view.denom);
  return [
    {
      key: "consumer",
      label: "Consumer",
      cell: ({ consumerId }) => (
        <PlaceLink to={`/consumers/${consumerId}/validators`} className="underline">
          <bdi>{consumerName(view, consumerId)}</bdi>
        </PlaceLink>
      ),
    },
    {
      key: "duty",
      label: "Duty",
      cell: (row) => {
        const { word, mark, tone } = DUTY_LOOK[row.duty];
        return (
          <>
            <span className="font-semibold">
              <Badge mark={mark} tone={tone}>
                {word}
              </Badge>
            </span>
            {row.since ? (
              <When word={row.duty === "run-from" ? "from" : "since"} moment={row.since} path={path} />
            ) : null}
            {row.until ? <When word="until" moment={row.until} path={path} /> : null}
          </>
        );
      },
    },
    {
      key: "why",
      label: "Why",
      cell: ({ reason }) => <span className="inline-block max-w-prose">{writeOutTimes(reason)}</span>,
    },
    {
      key: "key",
      label: "Key",
      cell: ({ key, keyAssigned, nextKey }) => (
        <>
          <span className="text-muted">{keyAssigned ? "own key " : "provider key "}</span>
          <Address value={key} what="public key" isHash />
          {nextKey === undefined ? null : (
            <span className="block">
              <span className="text-muted">then </span>
              <Address value={nextKey} what="next public key" isHash />
            </span>
          )}
        </>
      ),
    },
    {
      key: "misses",
      label: "May still miss",
      isNumeric: true,
      isQuiet: ({ missesLeft }) => missesLeft === undefined,
      cell: (row) => <Misses row={row} />,
    },
    {
      key: "commission",
      label: "Commission",
      isNumeric: true,
      cell: ({ commission }) => formatShare(commission),
    },
    {
      key: "slash",
      label: `A slash would cost, ${unit.unit}`,
      isNumeric: true,
      isQuiet: ({ slash }) => slash === undefined,
      cell: ({ slash }) =>
        slash === undefined ? (
          <span className="text-muted">the provider's own parameters apply</span>
        ) : (
          <>
            <span className="block whitespace-nowrap">
              <span className="text-muted">downtime </span>
              <Amount base={slash.downtime} exponent={unit.exponent} unit="" />
            </span>
            <span className="block whitespace-nowrap">
              <span className="text-muted">double sign </span>
              <Amount base={slash.doubleSign} exponent={unit.exponent} unit="" />
            </span>
          </>
        ),
    },
  ];
}

/** Blocks it may still miss, as a bar that shrinks toward a jail, and how it signed so far. */
function Misses({ row: { missesLeft, uptime, downtime } }: { row: Row }) {
  if (missesLeft === undefined) return null;
  if (isUnknown(missesLeft)) return <Unknown because={missesLeft.because} />;
  const part = downtime === undefined ? 1 : missesLeft / Math.max(1, downtime.maxMissed + 1);
  return (
    <>
      <span className="block whitespace-nowrap">
        {missesLeft} <Sparkbar share={String(part)} width={40} />
      </span>
      {downtime?.leftMs === undefined ? null : (
        <span className="block whitespace-nowrap text-muted">blocks, {formatAge(downtime.leftMs)}</span>
      )}
      {uptime === undefined || isUnknown(uptime) ? null : (
        <span className="block whitespace-nowrap text-muted">signed {formatShare(uptime)}</span>
      )}
      {downtime?.isReported ? <span className="block text-bad">reported already</span> : null}
    </>
  );
}

/** "until update 41", "since block 1200 · 2 h ago", "from about block 1530, in 1 m". */
function When({ word, moment, path }: { word: string; moment: Moment; path: string }) {
  const { height, time, update, isEstimate } = moment;
  return (
    <span className="block text-muted">
      {word} {update === undefined ? null : `update ${update} is applied`}
      {height === undefined ? null : (
        <>
          block {isEstimate ? (
            <span className="font-mono">{height}</span>
          ) : (
            <HeightLink height={height} to={path} />
          )}{" "}
        </>
      )}
      {time === undefined ? null : (
        <>
          {isEstimate ? "about " : ""}
          <Time iso={time} />
        </>
      )}
    </span>
  );
}
