"use client";

import { useQuery } from "@tanstack/react-query";
import { type UIEvent, useCallback, useRef, useState } from "react";
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
const ROOM = 460;
const CELLS = {
  p: { mark: "■", words: "with the provider key" },
  a: { mark: "□", words: "with an assigned key" },
} as const;

/** Validator × consumer. Only what is in the window is in the document, so that 180 × 1,000 scrolls like 10 × 3. */
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
      // A window moved by less than a cell draws the same cells.
      Math.floor(before.top / ROW) === Math.floor(scrollTop / ROW) &&
      Math.floor(before.left / COLUMN) === Math.floor(scrollLeft / COLUMN) &&
      before.width === clientWidth
        ? before
        : { top: scrollTop, left: scrollLeft, width: clientWidth, height: clientHeight },
    );
  }, []);
  const { consumers, validators, denom } = view;
  const unit = denomUnit(denom);
  const rows = visibleStretch(validators.length, ROW, at.top, at.height, 6);
  const columns = visibleStretch(consumers.length, COLUMN, at.left, at.width, 6);
  const shown = consumers.slice(columns.first, columns.end);
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
        aria-colcount={consumers.length + 2}
        className="border-separate border-spacing-0 text-[0.8571rem]"
        style={{ width: NAME + 84 + consumers.length * COLUMN, tableLayout: "fixed" }}
      >
        <caption className="sr-only">Which validator is in the stored set of which consumer</caption>
        <thead>
          <tr aria-rowindex={1} style={{ height: ROW }}>
            <th scope="col" style={{ width: NAME }} className="sticky top-0 left-0 z-20 bg-surface-2 px-2 text-start">
              Validator
            </th>
            <th scope="col" style={{ width: 84 }} className="sticky top-0 z-10 bg-surface-2 px-2 text-end font-normal">
              {safeText(unit.unit, 12)}
            </th>
            <Room width={columns.before} />
            {shown.map(({ consumerId, name }, i) => (
              <th
                key={consumerId}
                scope="col"
                aria-colindex={columns.first + i + 3}
                style={{ width: COLUMN }}
                className="sticky top-0 z-10 bg-surface-2 text-center font-normal"
              >
                <PlaceLink
                  to={`/consumers/${consumerId}/security`}
                  title={safeText(name, 60)}
                  aria-label={`consumer ${consumerId}, ${safeText(name, 60)}`}
                  className="inline-block min-h-6 min-w-6 font-mono leading-6"
                >
                  {consumerId}
                </PlaceLink>
              </th>
            ))}
            <Room width={columns.after} />
          </tr>
        </thead>
        <tbody>
          <Gap height={rows.before} />
          {validators.slice(rows.first, rows.end).map((validator, i) => (
            <tr key={validator.operator} aria-rowindex={rows.first + i + 2} style={{ height: ROW }}>
              <th scope="row" className="sticky left-0 z-10 truncate bg-surface px-2 text-start font-normal">
                <PlaceLink to={`/validators/${validator.operator}`} className="leading-6">
                  <bdi>{safeText(validator.moniker, 20) || shortAddress(validator.operator)}</bdi>
                </PlaceLink>
              </th>
              <td className="px-2 text-end tabular-nums">
                <Amount base={validator.stake} exponent={unit.exponent} unit="" />
              </td>
              <Room width={columns.before} />
              {shown.map(({ consumerId }, j) => (
                <Cell key={consumerId} cell={validator.cells[columns.first + j]} />
              ))}
              <Room width={columns.after} />
            </tr>
          ))}
          <Gap height={rows.after} />
        </tbody>
      </table>
    </section>
  );
}

function Cell({ cell }: { cell: string | undefined }) {
  const look = cell === "p" || cell === "a" ? CELLS[cell] : undefined;
  return (
    <td className="border-line border-b border-l text-center" title={look?.words}>
      {look ? (
        <>
          <span aria-hidden="true">{look.mark}</span>
          <span className="sr-only">{look.words}</span>
        </>
      ) : null}
    </td>
  );
}

/** Columns that are not drawn. */
function Room({ width }: { width: number }) {
  return width === 0 ? null : <td aria-hidden="true" style={{ width }} />;
}

/** Rows that are not drawn. */
function Gap({ height }: { height: number }) {
  return height === 0 ? null : (
    <tr>
      <td style={{ height, padding: 0 }} />
    </tr>
  );
}
