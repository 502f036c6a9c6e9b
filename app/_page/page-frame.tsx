import { dehydrate, HydrationBoundary, type QueryKey } from "@tanstack/react-query";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { PageShell, type ShellHead } from "@/components/shell/page-shell";
import { makeQueryClient } from "@/components/shell/query-client";
import { UnreadNotes } from "@/components/shell/unread-notes";
import { networkTimeOf, networkTimeQuery } from "@/lib/api/overview-query";
import type { ReadFault, ReadResult } from "@/lib/server/outcome";
import { readOverview } from "@/lib/server/read-overview";
import { FaultPage } from "./fault-page";
import { type PageInput, type PageProps, readPageInput, viewAtOf } from "./page-input";

/** A read the page stands on, and the key under which the browser will refresh it. */
export interface PageRead {
  readonly queryKey: QueryKey;
  readonly result: ReadResult<unknown>;
}

/**
 * Draws a page: reads the overview, of which the shell needs the time, and what the page asks for; what cannot be found answers 404, and
 * a node's or our own fault is drawn in words. Everything read is handed on to the browser, which refreshes it. A page that
 * can be drawn before the first block is indexed says `needsBlocks: false`.
 */
export async function drawPage(
  props: PageProps,
  path: string,
  read: (input: PageInput) => Promise<readonly PageRead[]>,
  draw: (input: PageInput) => ReactNode,
  { needsBlocks = true }: { readonly needsBlocks?: boolean } = {},
): Promise<ReactNode> {
  const input = await readPageInput(props, path);
  if (input.fault) return refuse(input, input.fault);
  const { deps, place } = input;
  const [overview, reads] = await Promise.all([readOverview(deps, place.network, viewAtOf(place)), read(input)]);
  const record = deps.networks.find(({ name }) => name === place.network)?.record;
  const isBlank = overview.state === "fault" && overview.status >= 500 && !needsBlocks;
  if (overview.state === "fault" && !isBlank) return refuse(input, overview);
  const queries = makeQueryClient();
  const head =
    overview.state === "ok"
      ? {
          ...networkTimeOf(overview),
          wallNowMs: deps.now(),
          ...(deps.publicUrl === undefined ? {} : { publicUrl: deps.publicUrl }),
          ...(record ? { record: { exportedAt: record.exportedAt } } : {}),
        }
      : undefined;
  if (overview.state === "ok" && place.height === undefined)
    queries.setQueryData(networkTimeQuery(place.network).queryKey, networkTimeOf(overview));
  for (const { queryKey, result } of reads) {
    if (result.state === "fault") return refuse(input, result, head);
    queries.setQueryData(queryKey, bodyOf(result));
  }
  // Outside the shell: whatever asks for a query first must find it answered.
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <PageShell place={place} path={path} networks={input.networks} theme={input.theme} head={head}>
        <UnreadNotes unread={reads.flatMap(({ result }) => (result.state === "ok" ? (result.unread ?? []) : []))} />
        {draw(input)}
      </PageShell>
    </HydrationBoundary>
  );
}

function refuse(input: PageInput, fault: ReadFault, head?: ShellHead | undefined): ReactNode {
  // `proxy.ts` has caught this already, with its sentence; here only what changed in between arrives.
  if (fault.status === 404 || fault.status === 400) notFound();
  return (
    <PageShell place={input.place} path={input.path} networks={input.networks} theme={input.theme} head={head}>
      <FaultPage fault={fault} />
    </PageShell>
  );
}

/** What the API answers with: the view without what concerns caching alone. */
function bodyOf(view: Exclude<ReadResult<unknown>, ReadFault>): object {
  const { state: _state, isFinal: _isFinal, version: _version, ...body } = view;
  return body;
}
