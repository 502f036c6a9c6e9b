"use client";

import { PlaceLink, usePlace } from "@/components/ui/place";
import { placeHref } from "@/components/ui/place-href";
import type { LinkView } from "@/lib/api/contracts/plumbing";
import { safeText } from "@/lib/format/safe-text";
import { groupBy } from "@/lib/shared/group-by";
import { HEALTH_LOOK, linkName, linkState } from "./link-look";

const WIDTH = 1200;
const NODE = 340;
const HUB = { width: 220, height: 44 };
/** Rows of a map with few and with many consumers, which is to fit a screen. */
const ROW = { few: 36, many: 28 } as const;
const MANY = 24;
/** So many characters of a name have room beside its state. */
const NAME_LENGTH = 24;

const WORST_FIRST = ["bad", "warn", "ok", "none"] as const satisfies readonly LinkView["health"][];

/** What needs attention first; else by number, as they come. */
function worstFirst(links: readonly LinkView[]): LinkView[] {
  return links.toSorted((a, b) => WORST_FIRST.indexOf(a.health) - WORST_FIRST.indexOf(b.health));
}

/** The zone drawn where there is room for it, and the same in lines where there is not. */
export function ZoneMap({ links, providerChainId }: { links: readonly LinkView[]; providerChainId: string }) {
  if (links.length === 0) return null;
  const ordered = worstFirst(links);
  return (
    <>
      <Drawing links={ordered} providerChainId={providerChainId} />
      <Lines links={ordered} providerChainId={providerChainId} />
    </>
  );
}

/**
 * The provider in the middle, consumers left and right of it, a line for each channel: whole where it is open, dashed where
 * it is not. Two columns read alike at three and at fifty, and every node is a link with its state in words.
 */
function Drawing({ links, providerChainId }: { links: readonly LinkView[]; providerChainId: string }) {
  const place = usePlace();
  const row = links.length > MANY ? ROW.many : ROW.few;
  const rows = Math.ceil(links.length / 2);
  const height = Math.max(HUB.height + 24, rows * row + 16);
  const middle = height / 2;
  const nodes = links.map((link, i) => ({
    link,
    isLeft: i < rows,
    y: middle + ((i < rows ? i : i - rows) - ((i < rows ? rows : links.length - rows) - 1) / 2) * row,
  }));
  return (
    // biome-ignore lint/a11y/useSemanticElements: there is no fieldset in a drawing
    <svg
      viewBox={`0 0 ${WIDTH} ${height}`}
      className="my-4 block w-full max-lg:hidden"
      role="group"
      aria-label={`Map: ${links.length} consumers around ${safeText(providerChainId, 50)}`}
    >
      {nodes.map(({ link, isLeft, y }) => (
        <path key={link.consumerId} {...lineOf(link, isLeft, y, middle)} fill="none" />
      ))}
      <Hub middle={middle} providerChainId={providerChainId} />
      {nodes.map(({ link, isLeft, y }) => {
        const look = HEALTH_LOOK[link.health];
        const state = linkState(link);
        const left = isLeft ? 1 : WIDTH - NODE;
        const isTroubled = link.health === "bad" || link.health === "warn";
        return (
          <a
            key={link.consumerId}
            href={placeHref(place, `/consumers/${link.consumerId}`)}
            aria-label={`${linkName(link)}: ${state}${link.because ? `. ${link.because}` : ""}`}
            className="group"
          >
            <title>{link.because ?? `${linkName(link)}: ${state}`}</title>
            <rect
              x={left}
              y={y - row / 2 + 2}
              width={NODE - 1}
              height={row - 4}
              rx="6"
              fill={isTroubled ? "var(--surface-2)" : "var(--surface)"}
              stroke={isTroubled ? look.stroke : "var(--line)"}
            />
            <text x={left + 11} y={y + 4.5} fontSize="13" fill="var(--text)">
              <tspan fill={isTroubled ? look.stroke : "var(--muted)"}>{look.mark} </tspan>
              <tspan className="group-hover:underline">{nodeName(link)}</tspan>
            </text>
            <text x={left + NODE - 12} y={y + 4.5} textAnchor="end" fontSize="12" fill="var(--muted)">
              {state}
            </text>
          </a>
        );
      })}
    </svg>
  );
}

function nodeName({ name, chainId, consumerId }: LinkView): string {
  return `${safeText(name, NAME_LENGTH) || safeText(chainId, NAME_LENGTH)} (${consumerId})`;
}

/** From the side of the hub to the side of a node. Lines leave the hub apart from each other as far as it is high. */
function lineOf({ health, channel }: LinkView, isLeft: boolean, y: number, middle: number) {
  const from = isLeft ? (WIDTH - HUB.width) / 2 : (WIDTH + HUB.width) / 2;
  const to = isLeft ? NODE : WIDTH - NODE;
  const bend = (from + to) / 2;
  const out = middle + ((y - middle) / Math.max(1, middle)) * (HUB.height / 2 - 8);
  return {
    d: `M${from} ${out}C${bend} ${out} ${bend} ${y} ${to} ${y}`,
    stroke: HEALTH_LOOK[health].stroke,
    strokeWidth: health === "ok" || health === "none" ? 1 : 1.75,
    ...(health === "ok" ? { strokeOpacity: 0.55 } : {}),
    ...(channel?.state === "open" ? {} : { strokeDasharray: "3 4" }),
  };
}

function Hub({ middle, providerChainId }: { middle: number; providerChainId: string }) {
  return (
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
  );
}

/** On a phone the map is its groups: the worst first, everybody by name. */
function Lines({ links, providerChainId }: { links: readonly LinkView[]; providerChainId: string }) {
  const groups = [...groupBy(links, (link) => `${HEALTH_LOOK[link.health].mark} ${linkState(link)}`)];
  return (
    <section
      aria-label={`Map: ${links.length} consumers around ${safeText(providerChainId, 50)}`}
      className="my-4 lg:hidden"
    >
      <p className="text-muted">
        Around the provider <span className="break-all font-mono">{safeText(providerChainId, 30)}</span>:
      </p>
      <ul className="mt-1 border-line border-l pl-3">
        {groups.map(([name, members]) => {
          const health = members[0]?.health;
          const tone = health === "bad" ? "text-bad" : health === "warn" ? "text-warn" : "text-muted";
          return (
            <li key={name} className="py-1">
              <span className={tone}>
                {name} ({members.length})
              </span>
              <ul className="flex flex-wrap gap-x-4">
                {members.map((link) => (
                  <li key={link.consumerId}>
                    <PlaceLink to={`/consumers/${link.consumerId}`} className="inline-block min-h-6 leading-6">
                      {nodeName(link)}
                    </PlaceLink>
                  </li>
                ))}
              </ul>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
