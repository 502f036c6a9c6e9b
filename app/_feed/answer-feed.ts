import { createHash } from "node:crypto";
import { publicBase } from "@/app/_page/public-base";
import { formatAtom } from "@/lib/format/atom";
import { cacheControl, guarded, problem } from "@/lib/server/answer";
import { deps } from "@/lib/server/deps";
import { fault } from "@/lib/server/outcome";
import { parseListQuery } from "@/lib/server/query-params";
import type { FeedKind } from "./feed";
import { findingsFeed } from "./findings-feed";
import { launchesFeed } from "./launches-feed";
import { proposalsFeed } from "./proposals-feed";
import { slashesFeed } from "./slashes-feed";

/** One a line. */
// biome-ignore format: one a line
const FEEDS: readonly FeedKind[] = [
  findingsFeed,
  launchesFeed,
  slashesFeed,
  proposalsFeed,
];

/** `…/feeds/{name}.atom`, at the head or, for a file that is to stay, at a height. */
export function answerFeed(request: Request, network: string, file: string): Promise<Response> {
  return guarded(async () => {
    const feed = FEEDS.find(({ name }) => file === `${name}.atom`);
    if (!feed) {
      const names = FEEDS.map(({ name }) => `${name}.atom`).join(", ");
      return problem(fault(404, "unknown-feed", `There is no such feed; there are ${names}.`));
    }
    const { searchParams, pathname, search } = new URL(request.url);
    const query = parseListQuery(searchParams);
    if ("state" in query) return problem(query);
    const held = await deps();
    const view = await feed.read(held, network, query.height === undefined ? {} : { height: query.height });
    if (view.state === "fault") return problem(view);
    const base = publicBase(held.publicUrl, request.headers);
    const pages = held.networks.length > 1 ? `${base}/${encodeURIComponent(network)}` : base;
    const id = `tag:interchain-security-explorer,2026:${network}/${view.asOf.chainId}/${feed.name}`;
    const text = formatAtom({
      id,
      title: `${feed.title} · ${network}`,
      updated: view.asOf.time,
      selfUrl: `${base}${pathname}${search}`,
      pageUrl: `${pages}${feed.path}`,
      entries: view.data.map(({ key, path, ...item }) => ({ ...item, id: `${id}/${key}`, url: `${pages}${path}` })),
    });
    const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;
    const headers = {
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "ETag",
      "cache-control": cacheControl(view.isFinal),
      "content-type": "application/atom+xml; charset=utf-8",
      etag,
    };
    const isUnchanged = (request.headers.get("if-none-match") ?? "").includes(etag);
    return isUnchanged ? new Response(null, { status: 304, headers }) : new Response(text, { headers });
  });
}
