import { safeText } from "./safe-text";
import { escapeXml } from "./xml";

/** Something a feed tells. `id` stays the same for ever, whatever else of it changes. */
export interface AtomEntry {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** ISO-8601 UTC. */
  readonly updated: string;
  /** Address of the page with the evidence. */
  readonly url: string;
}

export interface AtomFeed {
  readonly id: string;
  readonly title: string;
  /** When there is no entry. */
  readonly updated: string;
  /** Address of the feed itself, and of the page it stands for. */
  readonly selfUrl: string;
  readonly pageUrl: string;
  readonly entries: readonly AtomEntry[];
}

const MAX_ENTRIES = 200;

/** A feed as RFC 4287 has it, newest entry first. Text of chains is made fit and escaped here. */
export function formatAtom(feed: AtomFeed): string {
  const entries = feed.entries.toSorted(
    (a, b) => compare(rfc3339(b.updated), rfc3339(a.updated)) || compare(a.id, b.id),
  );
  const shown = entries.slice(0, MAX_ENTRIES);
  return `${[
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `<id>${name(feed.id)}</id>`,
    `<title>${text(feed.title)}</title>`,
    `<updated>${rfc3339(shown[0]?.updated ?? feed.updated)}</updated>`,
    "<author><name>Interchain Security Explorer</name></author>",
    `<link rel="self" type="application/atom+xml" href="${escapeXml(feed.selfUrl)}"/>`,
    `<link rel="alternate" type="text/html" href="${escapeXml(feed.pageUrl)}"/>`,
    ...shown.map(formatEntry),
    "</feed>",
  ].join("\n")}\n`;
}

function formatEntry({ id, title, summary, updated, url }: AtomEntry): string {
  return [
    "<entry>",
    `<id>${name(id)}</id>`,
    `<title type="text">${text(title)}</title>`,
    `<updated>${rfc3339(updated)}</updated>`,
    `<link rel="alternate" type="text/html" href="${escapeXml(url)}"/>`,
    `<summary type="text">${text(summary)}</summary>`,
    "</entry>",
  ].join("");
}

const MAX_TEXT = 2_000;

const text = (of: string) => escapeXml(safeText(of, MAX_TEXT));

/** An id is an IRI (RFC 4287 §4.2.6): what may not stand in an address is written in percents, so that no two become the same. */
const name = (id: string) => escapeXml(id.toWellFormed().replace(/[^!#-;=?-[\]_a-z~]/gu, encodeURIComponent));

const compare = (a: string, b: string) => a.localeCompare(b, "en");

/** Nine digits of a second are more than readers of feeds expect; three sort as well. */
function rfc3339(iso: string): string {
  const ms = Date.parse(
    iso.replace(/\.(\d{1,9})Z$/, (_match, digits: string) => `.${digits.padEnd(3, "0").slice(0, 3)}Z`),
  );
  return Number.isNaN(ms) ? "1970-01-01T00:00:00.000Z" : new Date(ms).toISOString();
}
