import type { Metadata } from "next";
import { headers } from "next/headers";
import { CARD_PARAMETERS } from "@/app/_card/card";
import { cardPath, hasOwnCard, readCard } from "@/app/_card/read-card";
import { safeText } from "@/lib/format/safe-text";
import { deps } from "@/lib/server/deps";
import { decodeSegment, parseHeight } from "@/lib/server/query-params";
import type { PageProps } from "./page-input";
import { publicBase } from "./public-base";

const SITE = "Interchain Security Explorer";
const CARD_SIZE = { width: 1200, height: 630 } as const;

/** What a page says of itself where its data has no sentence of its own. */
export interface PageWords {
  readonly title?: string;
  readonly description?: string;
}

/**
 * Title, description, canonical address and card of a page, from the read model of the page itself at the same height. A
 * page with a card of its own (`app/_card/read-card.ts`) is described by the sentence it opens with; any other by `words`,
 * and shows the overview's card. `path` is the page's own, without network: "/consumers/1".
 */
export async function pageMetadata(
  { params, searchParams }: PageProps,
  path: string,
  words: PageWords = {},
): Promise<Metadata> {
  const [{ network: named }, query, held, sent] = await Promise.all([params, searchParams, deps(), headers()]);
  const names = held.networks.map(({ name }) => name);
  const network = named ?? names[0];
  const height = parseHeight(query.height);
  if (network === undefined || !names.includes(network) || typeof height === "object") return { ...words };
  const about = Object.fromEntries(
    CARD_PARAMETERS.flatMap((name) => (typeof query[name] === "string" ? [[name, query[name]]] : [])),
  ) as Record<string, string>;
  const at = height === undefined ? {} : { height };
  const card = await readCard(held, network, path, at, new URLSearchParams(about));
  if (card.state === "fault") return { ...words };
  const { asOf, title: ownTitle, sentence } = card.data;
  const isOwn = hasOwnCard(path);
  const ownWords = path === "/" ? SITE : safeText(ownTitle, 80);
  const name = isOwn ? ownWords : (words.title ?? SITE);
  const title = height === undefined ? name : `${name} at height ${height}`;
  const description = safeText((isOwn ? undefined : words.description) ?? sentence, 300);
  const base = publicBase(held.publicUrl, sent);
  const prefix = names.length > 1 ? `/${network}` : "";
  const search = new URLSearchParams({
    ...about,
    ...(height === undefined ? {} : { height: String(height) }),
  }).toString();
  const url = `${base}${prefix}${path === "/" ? (prefix === "" ? "/" : "") : path}${search === "" ? "" : `?${search}`}`;
  // A live page's card moves on; the height in its address keeps a crawler's copy from standing for another moment.
  const moment = { ...about, ...(height === undefined ? { at: String(asOf.height) } : { height: String(height) }) };
  const image = { url: `${base}${cardPath(network, path, moment)}`, alt: `${title}: ${description}`, ...CARD_SIZE };
  return {
    title: path === "/" && height === undefined ? { absolute: SITE } : title,
    description,
    metadataBase: new URL(base),
    alternates: { canonical: url },
    // Cards are drawn of it, but a page at every height would be a site without end.
    ...(height === undefined ? {} : { robots: { index: false, follow: false } }),
    openGraph: { type: "website", siteName: SITE, title, description, url, images: [image] },
    twitter: { card: "summary_large_image", title, description, images: [image] },
  };
}

/** `generateMetadata` of a page whose path has no parameters. */
export function metadataOf(path: string, words: PageWords = {}) {
  return (props: PageProps): Promise<Metadata> => pageMetadata(props, path, words);
}

/** `generateMetadata` of a page of one thing: its path from its parameters as the address has them. */
export function metadataFor<Path extends object>(path: (params: Path) => string, words: PageWords = {}) {
  return async (props: PageProps<Path>): Promise<Metadata> => {
    const given = await props.params;
    const encoded = Object.entries(given).map(([name, text]) => [
      name,
      encodeURIComponent(decodeSegment(String(text))),
    ]);
    return pageMetadata(props, path({ ...given, ...Object.fromEntries(encoded) }), words);
  };
}
