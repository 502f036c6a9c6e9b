"use client";

import { Badge } from "@/components/ui/badge";
import { DataTable } from "@/components/ui/data-table";
import { PlaceLink } from "@/components/ui/place";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { LinkView } from "@/lib/api/contracts/plumbing";
import { writeOutTimes } from "@/lib/format/time";
import { HEALTH_LOOK, linkName, linkState } from "./link-look";

type Client = LinkView["clientOnProvider"];

/** One row per consumer: both light clients, connection, both channels, packets. */
export function LinksTable({ links }: { links: readonly LinkView[] }) {
  return (
    <DataTable
      caption="What joins each consumer to the provider"
      captionHidden
      rows={links}
      rowKey={({ consumerId }) => consumerId}
      empty="This provider has no consumers at this height."
      columns={[
        {
          key: "consumer",
          label: "Consumer",
          cell: (link) => (
            <PlaceLink to={`/consumers/${link.consumerId}`} className="font-semibold">
              {linkName(link)}
            </PlaceLink>
          ),
        },
        {
          key: "health",
          label: "State",
          cell: (link) => (
            <>
              <Badge mark={HEALTH_LOOK[link.health].mark} tone={HEALTH_LOOK[link.health].tone}>
                {linkState(link)}
              </Badge>
              {link.because === undefined ? null : (
                <span className="block text-muted">{writeOutTimes(link.because)}</span>
              )}
            </>
          ),
        },
        {
          key: "onProvider",
          label: "Client on the provider",
          isQuiet: ({ clientOnProvider }) => clientOnProvider === undefined,
          cell: ({ clientOnProvider }) => <ClientCell client={clientOnProvider} />,
        },
        {
          key: "onConsumer",
          label: "Client on the consumer",
          isQuiet: ({ clientOnConsumer }) => clientOnConsumer === undefined,
          cell: ({ clientOnConsumer }) => <ClientCell client={clientOnConsumer} />,
        },
        {
          key: "connection",
          label: "Connection",
          isQuiet: ({ connection }) => connection === undefined,
          cell: ({ connection }) =>
            connection === undefined ? null : (
              <>
                <span className="font-mono">{connection.connectionId}</span> {connection.state}
              </>
            ),
        },
        {
          key: "channels",
          label: "Channels, provider ↔ consumer",
          isQuiet: ({ channel }) => channel?.channelId === undefined,
          cell: ({ channel, transfer }) => (
            <>
              {channel?.channelId === undefined ? null : (
                <Ends
                  word={channel.state === "open" ? "CCV" : `CCV (${channel.state})`}
                  provider={channel.channelId}
                  consumer={channel.consumerChannelId}
                />
              )}
              {transfer === undefined ? null : (
                <Ends word="rewards" provider={transfer.providerChannelId} consumer={transfer.consumerChannelId} />
              )}
            </>
          ),
        },
        {
          key: "packets",
          label: "Updates sent / received / queued",
          isNumeric: true,
          isQuiet: ({ health }) => health === "none",
          cell: ({ packets, health }) =>
            health === "none" && packets.sent === "0" ? null : (
              <span className="whitespace-nowrap">
                {figure(packets.sent)} / {figure(packets.received)} / {packets.queued}
              </span>
            ),
        },
      ]}
    />
  );
}

const figure = (value: LinkView["packets"]["sent"]) => (isUnknown(value) ? <Unknown because={value.because} /> : value);

function Ends({
  word,
  provider,
  consumer,
}: {
  word: string;
  provider: string | undefined;
  consumer: string | undefined;
}) {
  return (
    <span className="block whitespace-nowrap">
      {word} <span className="font-mono text-[0.9286rem]">{`${provider ?? "unknown"} ↔ ${consumer ?? "unknown"}`}</span>
    </span>
  );
}

function ClientCell({ client }: { client: Client }) {
  if (client === undefined) return null;
  if (isUnknown(client)) return <Unknown because={client.because} />;
  const isDead = client.status !== "active";
  return (
    <>
      <span className="font-mono text-[0.9286rem]">{client.clientId}</span>{" "}
      <span className={isDead ? "text-bad" : "text-muted"}>{isDead ? `✕ ${client.status}` : client.status}</span>
      <span className="block text-muted">
        at {client.latestHeight}
        {client.latestTime === undefined ? null : (
          <>
            , <Time iso={client.latestTime} />
          </>
        )}
        {client.expiresAt === undefined || isDead ? null : (
          <>
            ; expires <Time iso={client.expiresAt} />
          </>
        )}
      </span>
    </>
  );
}
