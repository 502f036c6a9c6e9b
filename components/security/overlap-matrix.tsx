"use client";

import { useQuery } from "@tanstack/react-query";
import { memo, type UIEvent, useCallback, useRef, useState } from "react";
import { Amount } from "@/components/ui/amount";
import { MethodLink } from "@/components/ui/method-link";
import { PlaceLink, usePlace } from "@/components/ui/place";
import type { SecurityOverlapView } from "@/lib/api/contracts/security";
import { securityOverlapQuery } from "@/lib/api/security-query";
import { denomUnit } from "@/lib/format/denom";
import { count } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { shortAddress } from "@/lib/format/short-text";
import { visibleStretch } from "./overlap-window";

const ROW = 28;
const COLUMN = 36;
const NAME = 148;
const STAKE = 84;
const ROOM = 460;
/** Heads of columns come and go so many at a time. */
const STRIDE = 8;

/**
 * Validator × consumer. Only the rows in the window are in the document, and the marks of a row are one drawing that stays as it is
 * while it is scrolled past: 180 × 1,000 scrolls like 10 × 3 (`npm run bench -- matrix`). In words a row lists its consumers.
 */
export function OverlapMatrix() {
  const { network, height } = usePlace();
  const { data } = useQuery(securityOverlapQuery(network, height));
  if (!data) return null;
  const { data: view } = data;
  const { consumers, validators } = view;
  return (
    <section className="mt-8" id="matrix">
      <h2>
        Who secures what: {count(validators.length, "validator")} × {count(consumers.length, "consumer")}
      </h2>
      <p className="text-muted">
        {overlapSentence(view)} ■ with its <MethodLink id="provider-key">provider key</MethodLink>, □ with an assigned
        key. Most stake first; a column is a consumer id.
      </p>
      {consumers.length === 0 || validators.length === 0 ? null : <Matrix view={view} />}
    </section>
  );
}

function overlapSentence({ validators, consumers }: SecurityOverlapView): string {
  if (consumers.length === 0) return "No consumer is launched at this height.";
  const many = validators.filter(({ securing }) => securing > 1).length;
  const one = validators.filter(({ securing }) => securing === 1).length;
  const none = validators.length - many - one;
  return `${many} of ${validators.length} secure more than one consumer with the same stake, ${one} secure one, ${none} none.`;
}

function Matrix({ view }: { view: SecurityOverlapView }) {
  const box = useRef<HTMLElement>(null);
  const [at, setAt] = useState({ top: 0, left: 0, width: 1_240, height: ROOM });
  const follow = useCallback(({ currentTarget: { scrollTop, scrollLeft, clientWidth, clientHeight } }: UIEvent) => {
    setAt((before) =>
      // A window moved by less than a row draws the same rows.
      Math.floor(before.top / ROW) === Math.floor(scrollTop / ROW) &&
      Math.floor(before.left / COLUMN / STRIDE) === Math.floor(scrollLeft / COLUMN / STRIDE) &&
      before.width === clientWidth
        ? before
        : { top: scrollTop, left: scrollLeft, width: clientWidth, height: clientHeight },
    );
  }, []);
  const { consumers, validators, denom } = view;
  const unit = denomUnit(denom);
  const rows = visibleStretch(validators.length, ROW, at.top, at.height, 6);
  const left = Math.floor(at.left / COLUMN / STRIDE) * COLUMN * STRIDE;
  const heads = visibleStretch(consumers.length, COLUMN, left, at.width + STRIDE * COLUMN, STRIDE);
  const width = consumers.length * COLUMN;
  return (
    <section
      ref={box}
      aria-label="Matrix of validators and consumers"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={follow}
      style={{ maxHeight: ROOM, contain: "strict", height: Math.min(ROOM, (validators.length + 1) * ROW + 4) }}
      className="relative mt-2 overflow-auto border border-line"
    >
      <table
        aria-rowcount={validators.length + 1}
        className="border-separate border-spacing-0 text-[0.8572rem]"
        style={{ width: NAME + STAKE + width, tableLayout: "fixed" }}
      >
        <caption className="sr-only">Which validator is in the stored set of which consumer</caption>
        <thead>
          <tr aria-rowindex={1} style={{ height: ROW }}>
            <th scope="col" style={{ width: NAME }} className="sticky top-0 left-0 z-20 bg-surface-2 px-2 text-start">
              Validator
            </th>
            <th
              scope="col"
              style={{ width: STAKE }}
              className="sticky top-0 z-10 bg-surface-2 px-2 text-end font-normal"
            >
              {safeText(unit.unit, 12)}
            </th>
            <th scope="col" style={{ width }} className="sticky top-0 z-10 bg-surface-2 p-0 text-start font-normal">
              <span className="sr-only">Consumers secured</span>
              <Heads consumers={consumers} first={heads.first} end={heads.end} />
            </th>
          </tr>
        </thead>
        <tbody>
          <Gap height={rows.before} />
          {validators.slice(rows.first, rows.end).map((validator, i) => (
            <Row
              key={validator.operator}
              at={rows.first + i + 2}
              validator={validator}
              consumers={consumers}
              exponent={unit.exponent}
            />
          ))}
          <Gap height={rows.after} />
        </tbody>
      </table>
    </section>
  );
}

type Consumers = SecurityOverlapView["consumers"];

/** Ids over their columns, those in the window. */
const Heads = memo(function Heads({ consumers, first, end }: { consumers: Consumers; first: number; end: number }) {
  return (
    <span className="flex" style={{ paddingLeft: first * COLUMN }}>
      {consumers.slice(first, end).map(({ consumerId, name }) => (
        <PlaceLink
          key={consumerId}
          to={`/consumers/${consumerId}/security`}
          title={safeText(name, 60)}
          aria-label={`consumer ${consumerId}, ${safeText(name, 60)}`}
          className="w-[36px] shrink-0 text-center font-mono leading-7"
        >
          {consumerId}
        </PlaceLink>
      ))}
    </span>
  );
});

/** Made once: it is the same wherever the window is. */
const Row = memo(function Row({
  at,
  validator: { operator, moniker, stake, cells, securing },
  consumers,
  exponent,
}: {
  at: number;
  validator: SecurityOverlapView["validators"][number];
  consumers: Consumers;
  exponent: number;
}) {
  return (
    <tr aria-rowindex={at} style={{ height: ROW }}>
      <th scope="row" className="sticky left-0 z-10 truncate bg-surface px-2 text-start font-normal">
        <PlaceLink to={`/validators/${operator}`} className="leading-6">
          <bdi>{safeText(moniker, 20) || shortAddress(operator)}</bdi>
        </PlaceLink>
      </th>
      <td className="px-2 text-end tabular-nums">
        <Amount base={stake} exponent={exponent} unit="" />
      </td>
      <td className="border-line border-b p-0" style={GRID}>
        <span className="sr-only">{inWords(cells, consumers, securing)}</span>
        <svg
          aria-hidden="true"
          focusable="false"
          width={cells.length * COLUMN}
          height={ROW - 1}
          className="block stroke-text"
          fill="none"
        >
          <path d={squares(cells, "p")} className="fill-text" />
          <path d={squares(cells, "a")} />
        </svg>
      </td>
    </tr>
  );
});

const GRID = {
  backgroundImage: `repeating-linear-gradient(90deg, var(--line) 0 1px, transparent 1px ${COLUMN}px)`,
} as const;

/** A square in the middle of every column with that mark. */
function squares(cells: string, mark: "p" | "a"): string {
  const [left, top, side] = [(COLUMN - 10) / 2 + 0.5, (ROW - 11) / 2, 9];
  let path = "";
  for (let i = cells.indexOf(mark); i >= 0; i = cells.indexOf(mark, i + 1))
    path += `M${i * COLUMN + left} ${top}h${side}v${side}h-${side}z`;
  return path;
}

/** "2 of 5: 0 with the provider key, 3 with an assigned key". */
function inWords(cells: string, consumers: Consumers, securing: number): string {
  if (securing === 0) return `none of ${consumers.length}`;
  const of = (mark: string) => consumers.flatMap(({ consumerId }, i) => (cells[i] === mark ? [consumerId] : []));
  const [own, assigned] = [of("p"), of("a")];
  const parts = [
    own.length === 0 ? "" : `${own.join(", ")} with the provider key`,
    assigned.length === 0 ? "" : `${assigned.join(", ")} with an assigned key`,
  ].filter((part) => part !== "");
  return `${securing} of ${consumers.length}: ${parts.join("; ")}`;
}

/** Rows that are not drawn. */
function Gap({ height }: { height: number }) {
  return height === 0 ? null : (
    <tr>
      <td colSpan={3} style={{ height, padding: 0 }} />
    </tr>
  );
}
