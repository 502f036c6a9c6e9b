import { createHash } from "node:crypto";
import { publicBase } from "@/app/_page/public-base";
import type { AsOf } from "@/lib/api/contracts/common";
import type { ConsumerView } from "@/lib/api/contracts/consumer";
import { cacheControl, guarded, problem } from "@/lib/server/answer";
import { deps } from "@/lib/server/deps";
import { fault } from "@/lib/server/outcome";
import { decodeSegment, parseListQuery } from "@/lib/server/query-params";
import { readConsumer } from "@/lib/server/read-consumer";

interface EmbedPlace {
  readonly asOf: AsOf;
  /** Whole address of the consumer's page, at the height that was asked for. */
  readonly pageUrl: string;
}

/**
 * Answers with something small that other sites show of one consumer. Without a network in the address the only one is
 * meant; with several the first one's address is where it is found, as with pages.
 */
export function answerEmbed(
  request: Request,
  named: string | undefined,
  id: string,
  draw: (consumer: ConsumerView, place: EmbedPlace) => { text: string; headers: Record<string, string> },
): Promise<Response> {
  return guarded(async () => {
    const held = await deps();
    const [first, second] = held.networks;
    const network = named === undefined ? first?.name : decodeSegment(named);
    if (network === undefined) return problem(fault(404, "unknown-network", "No network is configured here."));
    const { pathname, search, searchParams } = new URL(request.url);
    if (named === undefined && second !== undefined) {
      const location = `/${encodeURIComponent(network)}${pathname}${search}`;
      return new Response(null, { status: 307, headers: { location, "access-control-allow-origin": "*" } });
    }
    const query = parseListQuery(searchParams);
    if ("state" in query) return problem(query);
    const { height } = query;
    const view = await readConsumer(held, network, decodeSegment(id), height === undefined ? {} : { height });
    if (view.state === "fault") return problem(view);
    const base = `${publicBase(held.publicUrl, request.headers)}${second === undefined ? "" : `/${encodeURIComponent(network)}`}`;
    const pageUrl = `${base}/consumers/${view.data.consumerId}${height === undefined ? "" : `?height=${height}`}`;
    const { text, headers } = draw(view.data, { asOf: view.asOf, pageUrl });
    const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;
    const all = { ...headers, etag, "cache-control": cacheControl(view.isFinal), "access-control-allow-origin": "*" };
    const isUnchanged = (request.headers.get("if-none-match") ?? "").includes(etag);
    return isUnchanged ? new Response(null, { status: 304, headers: all }) : new Response(text, { headers: all });
  });
}
