import "server-only";
import { createHash } from "node:crypto";
import type { LaunchItem } from "@/lib/api/contracts/launch";
import { type CalendarEvent, formatCalendar } from "@/lib/format/calendar";
import { formatUtc } from "@/lib/format/time";
import { guarded, problem } from "./answer";
import { deps } from "./deps";
import { parseListQuery } from "./query-params";
import { readLaunches } from "./read-launches";

/** Answers with the launches and deletions of a network as a calendar file. */
export function answerCalendar(request: Request, network: string): Promise<Response> {
  return guarded(async () => {
    const query = parseListQuery(new URL(request.url).searchParams);
    if ("state" in query) return problem(query);
    const held = await deps();
    const view = await readLaunches(held, network, query);
    if (view.state === "fault") return problem(view);
    const base = held.publicUrl === undefined ? undefined : pageBase(held.publicUrl, network, held.networks.length);
    const events = view.data.flatMap((item) => eventsOf(item, `${network}-${view.asOf.chainId}`, base));
    const text = formatCalendar(`Interchain Security: ${network}`, view.asOf.time, events);
    const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;
    const headers = {
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "ETag",
      etag,
      "cache-control": view.isFinal
        ? "public, max-age=86400, stale-while-revalidate=604800"
        : "public, max-age=60, stale-while-revalidate=300",
      "content-type": "text/calendar; charset=utf-8",
      "content-disposition": `inline; filename="${network.replace(/[^\w.-]+/g, "-")}.ics"`,
    };
    const isUnchanged = (request.headers.get("if-none-match") ?? "").includes(etag);
    return isUnchanged ? new Response(null, { status: 304, headers }) : new Response(text, { headers });
  });
}

/** Address of our pages as readers see them; with several networks each path begins with its name. */
function pageBase(publicUrl: string, network: string, networks: number): string {
  return `${publicUrl.replace(/\/+$/, "")}${networks > 1 ? `/${encodeURIComponent(network)}` : ""}`;
}

function eventsOf(item: LaunchItem, chain: string, base: string | undefined): CalendarEvent[] {
  const { consumerId, phase, spawnTime, removalTime, launchedAt, deletedAt, failedLaunch } = item;
  const name = `${item.name || item.chainId} (consumer ${consumerId}, ${item.chainId})`;
  const event = (kind: string, time: string | undefined, summary: string, description: string, isCancelled = false) =>
    time === undefined
      ? []
      : [
          {
            uid: `${kind}-${consumerId}-${chain}@interchain-security-explorer`,
            time,
            summary,
            description,
            isCancelled,
            ...(base === undefined ? {} : { url: `${base}/consumers/${consumerId}/launch` }),
          },
        ];
  const optedIn = `${item.optedInCount} opted in, a set of ${item.validatorCount} now.`;
  if (phase === "registered") {
    return event(
      "launch",
      failedLaunch?.spawnTime,
      `${name} did not launch`,
      "There was no validator to start with; the provider has forgotten the spawn time.",
      true,
    );
  }
  if (phase === "initialized") return event("launch", spawnTime, `${name} launches`, optedIn);
  return [
    ...event(
      "launch",
      spawnTime ?? launchedAt?.time,
      `${name} launched`,
      launchedAt ? `Launched at height ${launchedAt.height}, ${formatUtc(launchedAt.time)}.` : "Launched.",
    ),
    ...event(
      "deletion",
      phase === "deleted" ? deletedAt?.time : removalTime,
      phase === "deleted" ? `${name} was deleted` : `${name} is deleted`,
      phase === "deleted" ? "The provider has deleted it." : "Stopped; the provider deletes it from this time on.",
    ),
  ];
}
