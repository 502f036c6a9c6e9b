"use client";

import { useQuery } from "@tanstack/react-query";
import { Badge } from "@/components/ui/badge";
import { DataTable } from "@/components/ui/data-table";
import { DefinitionList } from "@/components/ui/definition-list";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { Time } from "@/components/ui/time";
import type { Tone } from "@/components/ui/tone";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { StatusView as View } from "@/lib/api/contracts/network";
import { statusQuery } from "@/lib/api/status-query";
import { count } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";

type Chain = View["chains"][number];

/** States of the reader, in words. A state we do not know is shown as it is written. */
const STATE_LOOK: Readonly<Record<string, { mark: string; tone: Tone; word: string }>> = {
  starting: { mark: "◔", tone: "info", word: "starting" },
  backfilling: { mark: "▸", tone: "info", word: "reading past blocks" },
  following: { mark: "●", tone: "ok", word: "following the head" },
  unreachable: { mark: "✕", tone: "bad", word: "unreachable" },
  "module-absent": { mark: "◌", tone: "warn", word: "module absent" },
  record: { mark: "▪", tone: "muted", word: "a record, not followed" },
  halted: { mark: "■", tone: "warn", word: "no new blocks" },
};

/** What we read, from whom, how far, and what is missing. */
export function StatusView() {
  const { network } = usePlace();
  const { data } = useQuery(statusQuery(network));
  if (!data) return null;
  const view = data.data;
  return (
    <>
      <h1>{statusSentence(view)}</h1>
      <p className="text-muted">
        Explorer {view.version} · store: {view.store === "pglite" ? "embedded PGlite" : "PostgreSQL"}
      </p>
      {view.record ? <RecordOrigin record={view.record} /> : null}
      {view.chains.map((chain) => (
        <ChainStatus key={chain.chainId} chain={chain} />
      ))}
    </>
  );
}

/** "4 of 5 chains are followed to their head; agora-1 is behind by 12 blocks." */
function statusSentence({ chains, record }: Pick<View, "chains" | "record">): string {
  if (record) {
    const blocks = `blocks ${record.from} to ${record.until} of its provider`;
    return `This is a record of ${count(chains.length, "chain")} with ${blocks}; it is not followed.`;
  }
  if (chains.length === 0) return "No chain has answered yet.";
  const following = chains.filter(({ state }) => state === "following").length;
  const rest = chains.filter(({ state }) => state !== "following");
  const gaps = chains.reduce((sum, chain) => sum + chain.gaps.length, 0);
  const first =
    following === chains.length
      ? chains.length === 1
        ? "The one configured chain is followed to its head"
        : `All ${chains.length} chains are followed to their heads`
      : `${following} of ${count(chains.length, "chain")} ${following === 1 ? "is" : "are"} followed to the head`;
  const others = rest.map(({ chainId, state }) => `${safeText(chainId, 50)} is ${STATE_LOOK[state]?.word ?? state}`);
  const unread = chains.reduce((sum, chain) => sum + chain.unread.length, 0);
  const parts = unread === 0 ? "" : `; ${count(unread, "subject")} not read in blocks of an earlier build`;
  return `${[first, ...others].join("; ")}; ${gaps === 0 ? "no gaps" : count(gaps, "gap")}${parts}.`;
}

/** Where a record comes from, and what of it was shown to be true. */
function RecordOrigin({ record }: { record: NonNullable<View["record"]> }) {
  return (
    <p className="mt-2">
      Exported as {safeText(record.source, 63)} on <Time iso={record.exportedAt} />, imported on{" "}
      <Time iso={record.importedAt} />. {count(record.proven, "figure")} and headers were proven on import; the rest is
      the word of who made the file, whose SHA-256 is <span className="wrap-anywhere font-mono">{record.sha256}</span>.
    </p>
  );
}

function ChainStatus({ chain }: { chain: Chain }) {
  const look = STATE_LOOK[chain.state] ?? { mark: "○", tone: "muted" as const, word: safeText(chain.state, 40) };
  return (
    <section className="mt-8">
      <h2 className="flex flex-wrap gap-x-4">
        <span className="font-mono">{safeText(chain.chainId, 50)}</span>
        <span className="font-normal text-muted">
          {chain.role}
          {chain.consumerId === undefined ? null : (
            <>
              {" "}
              <PlaceLink to={`/consumers/${chain.consumerId}`}>{chain.consumerId}</PlaceLink>
            </>
          )}
        </span>
        <span className="font-normal">
          <Badge mark={look.mark} tone={look.tone}>
            {look.word}
          </Badge>
        </span>
      </h2>
      {chain.stateDetail ? <p className="text-warn">{safeText(chain.stateDetail, 300)}</p> : null}
      <DefinitionList
        entries={[
          {
            key: "indexed",
            word: "Indexed to",
            value: isUnknown(chain.indexed) ? (
              <Unknown because={chain.indexed.because} />
            ) : (
              <>
                <span className="font-mono">{chain.indexed.height}</span>, a block of <Time iso={chain.indexed.time} />
              </>
            ),
          },
          {
            key: "first",
            word: "Indexed from",
            value: isUnknown(chain.firstHeight) ? (
              <Unknown because={chain.firstHeight.because} />
            ) : (
              <span className="font-mono">{chain.firstHeight}</span>
            ),
          },
          {
            key: "head",
            word: "Head of its nodes",
            value: isUnknown(chain.head) ? (
              <Unknown because={chain.head.because} />
            ) : (
              <span className="font-mono">{chain.head.height}</span>
            ),
          },
          {
            key: "lag",
            word: "Behind by",
            value: isUnknown(chain.lagBlocks) ? (
              <Unknown because={chain.lagBlocks.because} />
            ) : (
              count(chain.lagBlocks, "block")
            ),
          },
          {
            key: "earliest",
            word: "Nodes keep blocks from",
            value: isUnknown(chain.earliestHeight) ? (
              <Unknown because={chain.earliestHeight.because} />
            ) : (
              <span className="font-mono">{chain.earliestHeight}</span>
            ),
          },
          {
            key: "dialect",
            word: "Dialect detected",
            value: isUnknown(chain.dialect) ? (
              <Unknown because={chain.dialect.because} />
            ) : (
              <>
                {safeText(chain.dialect, 60)}
                {chain.dialectSince === undefined ? null : `, since block ${chain.dialectSince}`}
              </>
            ),
          },
          ...(chain.moduleAbsentSince === undefined
            ? []
            : [
                {
                  key: "module",
                  word: "Provider module",
                  value: `absent since block ${chain.moduleAbsentSince}; what it said last is kept`,
                },
              ]),
          {
            key: "gaps",
            word: "Gaps",
            value:
              chain.gaps.length === 0
                ? "none"
                : chain.gaps.map(({ fromHeight, toHeight, reason }) => (
                    <p key={fromHeight}>
                      <span className="font-mono">
                        {fromHeight}–{toHeight}
                      </span>
                      : {safeText(reason, 200)}
                    </p>
                  )),
          },
          ...(chain.unread.length === 0
            ? []
            : [
                {
                  key: "unread",
                  word: "Read by an earlier build",
                  value: chain.unread.map(({ subject, says }) => <p key={subject}>{safeText(says, 500)}</p>),
                },
              ]),
        ]}
      />
      <div className="mt-3">
        <Endpoints chain={chain} />
      </div>
    </section>
  );
}

function Endpoints({ chain }: { chain: Chain }) {
  return (
    <DataTable
      caption={<span className="sr-only">Nodes of {safeText(chain.chainId, 50)}</span>}
      rows={chain.endpoints}
      rowKey={({ url }) => url}
      empty={
        chain.role === "consumer"
          ? "No node of this chain is configured: it is shown from its provider's side alone."
          : "No node has been asked yet."
      }
      columns={[
        {
          key: "url",
          label: "Node",
          cell: ({ url }) => <span className="break-all font-mono text-[0.9286rem]">{safeText(url, 200)}</span>,
        },
        {
          key: "use",
          label: "Use",
          cell: ({ excluded }) =>
            excluded === undefined ? (
              <Badge mark="●" tone="text">
                in use
              </Badge>
            ) : (
              <span className="text-bad">✕ left out: {safeText(excluded, 120)}</span>
            ),
        },
        {
          key: "height",
          label: "Height",
          isNumeric: true,
          cell: ({ latestHeight }) =>
            latestHeight === undefined ? (
              <Unknown because="unreachable" />
            ) : (
              <span className="font-mono">{latestHeight}</span>
            ),
        },
        {
          key: "lag",
          label: "Lag, blocks",
          isNumeric: true,
          cell: ({ lagBlocks }) => (lagBlocks === undefined ? <Unknown because="unreachable" /> : lagBlocks),
        },
        {
          key: "latency",
          label: "Latency",
          isNumeric: true,
          cell: ({ latencyMs }) =>
            latencyMs === undefined ? <Unknown because="not-recorded" /> : `${Math.round(latencyMs)}\u202fms`,
        },
        { key: "requests", label: "Requests", isNumeric: true, cell: ({ requests }) => requests },
        { key: "errors", label: "Errors", isNumeric: true, cell: ({ errors }) => (errors === 0 ? "none" : errors) },
        {
          key: "last",
          label: "Last error",
          isQuiet: ({ lastError }) => lastError === undefined,
          cell: ({ lastError }) =>
            lastError === undefined ? null : (
              <span className="inline-block max-w-80 break-words">
                {safeText(lastError.message, 200)} <span className="text-muted">({safeText(lastError.code, 40)})</span>
              </span>
            ),
        },
      ]}
    />
  );
}
