"use client";

import { useQuery } from "@tanstack/react-query";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { apiPath } from "@/lib/api/api-path";
import type { ProposalView as View } from "@/lib/api/contracts/proposal";
import { proposalQuery } from "@/lib/api/proposals-query";
import { formatInteger } from "@/lib/format/number";
import { safeLink, safeText } from "@/lib/format/safe-text";
import { ChangesTable } from "./changes-table";
import { EffectPanel } from "./effect-panels";
import { LifePanel } from "./life-panel";
import { ProposalMark } from "./proposal-mark";
import { proposalSentence } from "./proposal-sentence";
import { TallyPanel, VotesPanel } from "./vote-panels";

/** One proposal: what it does in a sentence, field by field, to whom; the vote; its life; and the messages whole. */
export function ProposalView({ id, chain }: { id: string; chain: string | undefined }) {
  const { network, height } = usePlace();
  const { data } = useQuery(proposalQuery(network, id, chain, height));
  if (!data) return null;
  const view = data.data;
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-4">
        <bdi className="font-semibold [overflow-wrap:anywhere]">{safeText(view.title, 200) || "Without a title"}</bdi>
        <ProposalMark status={view.status} />
        <span className="font-mono text-[0.9286rem] text-muted">{safeText(view.chainId, 50)}</span>
        {view.expedited ? <span>expedited</span> : null}
      </p>
      <h1 className="mt-4 [overflow-wrap:anywhere]">{proposalSentence(view)}</h1>
      {view.reason === undefined ? null : (
        <p className="mt-2">
          The chain's own words: <q className="[overflow-wrap:anywhere]">{safeText(view.reason, 600)}</q>
        </p>
      )}
      <Mentions view={view} />
      {view.messages.map((message, i) =>
        message.changes.length === 0 ? null : (
          <ChangesTable key={i} message={message} status={view.status} bondDenom={view.bondDenom} />
        ),
      )}
      {view.effects.map((effect, i) => (
        <EffectPanel key={i} effect={effect} status={view.status} name={nameOf(view, effect.consumerId)} />
      ))}
      <TallyPanel view={view} />
      <VotesPanel view={view} />
      <LifePanel view={view} />
      <Words view={view} />
      <Content view={view} />
      <p className="mt-3 text-muted">
        <a href={apiPath(network, `/proposals/${view.id}`, height, chain === undefined ? {} : { chain })}>
          The same as JSON
        </a>
      </p>
    </>
  );
}

/** Chain id of a consumer the proposal speaks of, else its number. */
function nameOf({ messages }: View, consumerId: string): string {
  const chainId = messages.find((message) => message.consumerId === consumerId)?.chainId;
  return safeText(chainId ?? "", 50) || `consumer ${consumerId}`;
}

function Mentions({ view }: { view: View }) {
  if (view.mentions.length === 0) return null;
  return (
    <p className="mt-2 text-muted">
      Its words seem to name{" "}
      {view.mentions.map((id, i) => (
        <span key={id}>
          {i === 0 ? "" : ", "}
          <PlaceLink to={`/consumers/${id}`}>consumer {id}</PlaceLink>
        </span>
      ))}
      . That is a guess from names, not something the chain says.
    </p>
  );
}

/** What its proposer wrote. Chain text, as text. */
function Words({ view }: { view: View }) {
  const link = safeLink(view.metadata);
  return (
    <section className="mt-8 max-w-3xl">
      <h2 className="mb-1">In its proposer's words</h2>
      <p className="[overflow-wrap:anywhere]">
        <bdi>{safeText(view.summary, 10_000) || <span className="text-muted">No summary was given.</span>}</bdi>
      </p>
      {view.metadata === "" ? null : (
        <p className="mt-1 text-muted [overflow-wrap:anywhere]">
          Metadata:{" "}
          {link ? (
            <a href={link} rel="nofollow noopener ugc">
              {safeText(view.metadata, 300)}
            </a>
          ) : (
            <bdi>{safeText(view.metadata, 300)}</bdi>
          )}
        </p>
      )}
    </section>
  );
}

/** The messages as they are, typed; bytes where we do not know the type. */
function Content({ view }: { view: View }) {
  if (view.content.length === 0)
    return <p className="mt-8 text-muted">It holds no message: whatever the vote, the chain carries nothing out.</p>;
  return (
    <section className="mt-8">
      <h2 className="mb-1">The messages, decoded</h2>
      {view.content.map((message, i) => (
        <details key={i} className="border-line border-b py-1">
          <summary className="py-1 font-mono text-[0.9286rem] [overflow-wrap:anywhere]">
            {message.depth > 0 ? "carries " : ""}
            {safeText(message.type, 200)}{" "}
            <span className="text-muted">
              {formatInteger(String(message.size))} bytes{message.fields === undefined ? ", not decoded" : ""}
            </span>
          </summary>
          <pre className="whitespace-pre-wrap py-2 font-mono text-[0.8572rem] [overflow-wrap:anywhere]">
            {message.fields === undefined ? message.raw : jsonWords(message.fields)}
          </pre>
        </details>
      ))}
    </section>
  );
}

/** JSON for the eye: each text of the chain made safe on its own, line by line. */
function jsonWords(fields: unknown): string {
  return JSON.stringify(fields, (_key, value) => (typeof value === "string" ? safeText(value, 4_000) : value), 2)
    .split("\n")
    .map((line) => line.replace(/[\u202a-\u202e\u2066-\u2069]/gu, "\ufffd"))
    .join("\n");
}
