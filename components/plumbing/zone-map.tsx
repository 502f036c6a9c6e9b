"use client";

import { usePlace } from "@/components/ui/place";
import { placeHref } from "@/components/ui/place-href";
import type { LinkView } from "@/lib/api/contracts/plumbing";
import { safeText } from "@/lib/format/safe-text";
import { HEALTH_LOOK, linkName, linkState } from "./link-look";

const WIDTH = 960;
const ROW = 36;
const NODE = 300;
const HUB = { width: 220, height: 44 };

/**
 * The provider in the middle, consumers left and right of it, a line for each channel: whole where it is open, dashed where
 * it is not. Two columns read alike at three and at fifty, and every node is a link with its state in words.
 */
export function ZoneMap({ links, providerChainId }: { links: readonly LinkView[]; providerChainId: string }) {
  const place = usePlace();
  const rows = Math.max(1, Math.ceil(links.length / 2));
  const height = Math.max(HUB.height + 24, rows * ROW + 16);
  const middle = height / 2;
  return (
    // biome-ignore lint/a11y/useSemanticElements: there is no fieldset in a drawing
    <svg
      viewBox={`0 0 ${WIDTH} ${height}`}
      className="my-4 block w-full max-md:hidden"
      role="group"
      aria-label={`Map: ${links.length} consumers around ${providerChainId}`}
    >
      {links.map((link, i) => {
        const { y } = spot(i, rows, links.length, middle);
        const isLeft = i < rows;
        const from = isLeft ? (WIDTH - HUB.width) / 2 : (WIDTH + HUB.width) / 2;
        const to = isLeft ? NODE : WIDTH - NODE;
        const bend = (from + to) / 2;
        const isOpen = link.channel?.state === "open";
        return (
          <path
            key={link.consumerId}
            d={`M${from} ${middle}C${bend} ${middle} ${bend} ${y} ${to} ${y}`}
            fill="none"
            stroke={HEALTH_LOOK[link.health].stroke}
            strokeWidth={link.health === "none" ? 1 : 1.5}
            {...(isOpen ? {} : { strokeDasharray: "3 4" })}
          />
        );
      })}
      <g>
        <rect
          x={(WIDTH - HUB.width) / 2}
          y={middle - HUB.height / 2}
          width={HUB.width}
          height={HUB.height}
          rx="6"
          fill="var(--surface-2)"
          stroke="var(--muted)"
        />
        <text x={WIDTH / 2} y={middle - 3} textAnchor="middle" fontSize="13" fontWeight="600" fill="var(--text)">
          Provider
        </text>
        <text x={WIDTH / 2} y={middle + 14} textAnchor="middle" fontSize="12" fill="var(--muted)">
          {safeText(providerChainId, 30)}
        </text>
      </g>
      {links.map((link, i) => {
        const { y } = spot(i, rows, links.length, middle);
        const isLeft = i < rows;
        const look = HEALTH_LOOK[link.health];
        const state = linkState(link);
        return (
          <a
            key={link.consumerId}
            href={placeHref(place, `/consumers/${link.consumerId}`)}
            aria-label={`${linkName(link)}: ${state}${link.because ? `. ${link.because}` : ""}`}
          >
            <title>{link.because ?? state}</title>
            <rect
              x={isLeft ? 1 : WIDTH - NODE}
              y={y - ROW / 2 + 3}
              width={NODE - 1}
              height={ROW - 6}
              rx="6"
              fill="var(--surface)"
              stroke={look.stroke}
            />
            <text x={isLeft ? 12 : WIDTH - NODE + 11} y={y + 4.5} fontSize="13" fill="var(--text)">
              <tspan fill={link.health === "ok" || link.health === "none" ? "var(--muted)" : look.stroke}>
                {look.mark}{" "}
              </tspan>
              {linkName(link)}
              <tspan fill="var(--muted)" fontSize="12">{`  ${state}`}</tspan>
            </text>
          </a>
        );
      })}
    </svg>
  );
}

/** Where a node stands: the first half on the left, top down, then the right; a shorter side is centred. */
function spot(i: number, rows: number, all: number, middle: number): { y: number } {
  const isLeft = i < rows;
  const inColumn = isLeft ? Math.min(rows, all) : all - rows;
  const at = isLeft ? i : i - rows;
  return { y: middle + (at - (inColumn - 1) / 2) * ROW };
}
