"use client";

import { Badge } from "@/components/ui/badge";
import { DefinitionList } from "@/components/ui/definition-list";
import { Term } from "@/components/ui/term";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { LightClientView, PipelineView } from "@/lib/api/contracts/pipeline";
import { formatDurationNs } from "@/lib/format/time";

/** Both light clients: without one of them nothing moves that way, and no ICS query shows it. */
export function LightClients({ pipeline }: { pipeline: PipelineView }) {
  const { clientOnProvider, clientOnConsumer } = pipeline;
  const entries = [
    { key: "provider", word: "The provider's of this chain", client: clientOnProvider },
    { key: "consumer", word: "This chain's of the provider", client: clientOnConsumer },
  ].flatMap(({ key, word, client }) =>
    client === undefined
      ? []
      : [{ key, word, value: isUnknown(client) ? <Unknown because={client.because} /> : <Client client={client} /> }],
  );
  return (
    <section>
      <h2 className="mb-1">
        <Term id="light-client">Light clients</Term>
      </h2>
      {entries.length === 0 ? <p className="text-muted">There are none yet.</p> : <DefinitionList entries={entries} />}
    </section>
  );
}

function Client({ client }: { client: LightClientView }) {
  const { clientId, status, since, latestHeight, latestTime, trustingPeriodNs, expiresAt } = client;
  return (
    <>
      <span className="font-mono">{clientId}</span>{" "}
      {status === "active" ? (
        <>
          active
          {expiresAt ? (
            <>
              , expires <Time iso={expiresAt} />
            </>
          ) : null}
        </>
      ) : (
        <span className="text-bad">
          <Badge mark="✕" tone="bad">
            {status}
          </Badge>
          {since ? (
            <>
              {" "}
              since <Time iso={since} isFull />
            </>
          ) : null}
        </span>
      )}
      <br />
      <span className="text-muted">
        last saw height <span className="font-mono">{latestHeight}</span>
        {latestTime ? (
          <>
            , made <Time iso={latestTime} />
          </>
        ) : null}
        {trustingPeriodNs ? `; trusts it for ${formatDurationNs(trustingPeriodNs)}` : null}
      </span>
    </>
  );
}
