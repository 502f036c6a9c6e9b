"use client";

import type { ReactNode } from "react";
import { Amount } from "@/components/ui/amount";
import { DataTable } from "@/components/ui/data-table";
import { PlaceLink } from "@/components/ui/place";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { SlashItem } from "@/lib/api/contracts/slash";
import { denomUnit } from "@/lib/format/denom";
import { fractionWords, isForGood, KIND_WORDS, originFaultWords, originName, slashedName } from "./slash-words";

/** Where rows become lines two links stand one above the other: each is 24 px high there. */
const TARGET = "max-[719px]:inline-block max-[719px]:min-h-6 max-[719px]:leading-6";

/** Punishments, one a row; the first column leads to the whole story. */
export function SlashesTable({
  caption,
  items,
  empty,
  without = [],
}: {
  caption: ReactNode;
  items: readonly SlashItem[];
  empty: ReactNode;
  /** Columns the page makes superfluous. */
  without?: readonly ("validator" | "origin")[];
}) {
  const unit = denomUnit(items[0]?.denom);
  const columns = [
    {
      key: "what",
      label: "Punishment",
      cell: (item: SlashItem) => (
        <>
          <PlaceLink to={`/slashes/${item.id}`} className="underline">
            {KIND_WORDS[item.kind].word}
          </PlaceLink>{" "}
          <span className="text-muted">
            {isUnknown(item.at) ? <Unknown because={item.at.because} /> : <Time iso={item.at.time} />}
          </span>
        </>
      ),
    },
    {
      key: "validator",
      label: "Validator",
      cell: (item: SlashItem) => (
        <PlaceLink to={`/validators/${item.operator ?? item.validator}`} className={TARGET}>
          <bdi>{slashedName(item)}</bdi>
        </PlaceLink>
      ),
    },
    { key: "origin", label: "Caused by", cell: (item: SlashItem) => <Origin item={item} /> },
    {
      key: "burnt",
      label: `Burnt, ${unit.unit}`,
      isNumeric: true,
      cell: ({ amount }: SlashItem) =>
        isUnknown(amount) ? (
          <Unknown because={amount.because} />
        ) : amount === "0" ? (
          "nothing"
        ) : (
          <Amount base={amount} exponent={unit.exponent} unit="" />
        ),
    },
    {
      key: "fraction",
      label: "Fraction",
      isNumeric: true,
      cell: ({ fraction }: SlashItem) =>
        isUnknown(fraction) ? <Unknown because={fraction.because} /> : fractionWords(fraction),
    },
    { key: "jail", label: "Jailed until", cell: (item: SlashItem) => <Jail item={item} /> },
    { key: "throttle", label: "Throttle", isQuiet: hasNoThrottle, cell: (item: SlashItem) => <Throttle item={item} /> },
  ];
  return (
    <DataTable
      caption={caption}
      rows={items}
      rowKey={({ id }) => id}
      empty={empty}
      columns={columns.filter(({ key }) => !without.some((left) => left === key))}
    />
  );
}

function Origin({ item }: { item: SlashItem }) {
  const { origin } = item;
  if (origin === "unknown")
    return <span className="text-muted italic">origin unknown: {originFaultWords(item.originBecause)}</span>;
  if (origin.consumerId === undefined) return <span className="text-muted">the provider itself</span>;
  return (
    <PlaceLink to={`/consumers/${origin.consumerId}/slashes`} className={TARGET}>
      {originName(origin)}
    </PlaceLink>
  );
}

function Jail({ item: { jailedUntil, tombstoned, unjailedAt } }: { item: SlashItem }) {
  if (jailedUntil === undefined) return <span className="text-muted">not jailed</span>;
  if (isUnknown(jailedUntil)) return <Unknown because={jailedUntil.because} />;
  if (isForGood(jailedUntil)) return tombstoned ? "for good (tombstoned)" : "for good";
  return (
    <>
      <Time iso={jailedUntil} />
      {unjailedAt ? (
        <span className="text-muted">
          , released <Time iso={unjailedAt.time} />
        </span>
      ) : null}
    </>
  );
}

function hasNoThrottle({ throttle }: SlashItem): boolean {
  return !throttle.some(({ result }) => result === "bounced");
}

function Throttle({ item: { throttle } }: { item: SlashItem }) {
  const bounced = throttle.filter(({ result }) => result === "bounced").length;
  if (throttle.length === 0) return <span className="text-muted">does not apply</span>;
  if (bounced === 0) return <span className="text-muted">taken at once</span>;
  return `held back ${bounced === 1 ? "once" : `${bounced} times`}, then taken`;
}
