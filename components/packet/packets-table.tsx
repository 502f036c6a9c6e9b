"use client";

import type { ReactNode } from "react";
import { type Column, DataTable } from "@/components/ui/data-table";
import { PlaceLink } from "@/components/ui/place";
import { Time } from "@/components/ui/time";
import { isUnknown } from "@/components/ui/unknown";
import type { PacketView } from "@/lib/api/contracts/packet";
import { safeText } from "@/lib/format/safe-text";
import { shortAddress } from "@/lib/format/short-text";
import { ValidatorName } from "./changes";
import { HopTime } from "./hop-time";
import { changesInWords } from "./packet-sentence";
import { PacketStateMark } from "./packet-state";
import { packetName, packetPath, RESULT_WORDS } from "./packet-words";

/** Packets, a row each: what it is, where it is, when it took each hop, what it changes, who carried it. */
export function PacketsTable({
  caption,
  packets,
  consumerName,
  empty,
}: {
  caption: ReactNode;
  packets: readonly PacketView[];
  /** Names the consumer of a row; left out on a consumer's own page. */
  consumerName?: (consumerId: string) => string;
  empty: ReactNode;
}) {
  const columns: Column<PacketView>[] = [
    { key: "packet", label: "Packet", cell: (packet) => <Name packet={packet} /> },
    ...(consumerName
      ? [
          {
            key: "consumer",
            label: "Consumer",
            cell: ({ consumerId }: PacketView) => (
              <PlaceLink to={`/consumers/${consumerId}/packets`}>
                <bdi>{consumerName(consumerId)}</bdi> ({consumerId})
              </PlaceLink>
            ),
          },
        ]
      : []),
    { key: "state", label: "State", cell: (packet) => <PacketStateMark packet={packet} /> },
    {
      key: "sent",
      label: "Sent",
      cell: ({ sentAt, queuedAt }) =>
        sentAt === undefined && queuedAt ? (
          <span className="text-muted">
            queued <Time iso={queuedAt.time} />
          </span>
        ) : (
          <HopTime at={sentAt} />
        ),
    },
    {
      key: "received",
      label: "Received",
      isQuiet: ({ receivedAt }) => receivedAt === undefined,
      cell: ({ receivedAt }) => <HopTime at={receivedAt} />,
    },
    {
      key: "acked",
      label: "Acked",
      isQuiet: ({ ackedAt }) => ackedAt === undefined,
      cell: ({ ackedAt }) => <HopTime at={ackedAt} />,
    },
    {
      key: "timeout",
      label: "Timeout",
      isQuiet: (packet) => !showsTimeout(packet),
      cell: (packet) =>
        showsTimeout(packet) && packet.timeoutAt !== undefined && !isUnknown(packet.timeoutAt) ? (
          <Time iso={packet.timeoutAt} />
        ) : null,
    },
    { key: "what", label: "What it says", cell: (packet) => <Content packet={packet} /> },
    {
      key: "relayers",
      label: "Relayed by",
      isQuiet: ({ relayers }) => relayers.length === 0,
      cell: ({ relayers }) => <Relayers relayers={relayers} />,
    },
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={packets}
      rowKey={({ consumerId, direction, sequence, vscId }) => `${consumerId} ${direction} ${sequence ?? `q${vscId}`}`}
      empty={empty}
    />
  );
}

/** A timeout matters to what has not arrived. */
function showsTimeout({ state }: PacketView): boolean {
  return state === "sent" || state === "expired" || state === "timed-out" || state === "unacknowledged";
}

function Name({ packet }: { packet: PacketView }) {
  const path = packetPath(packet);
  const arrow = packet.direction === "vsc" ? "↓" : "↑";
  return (
    <>
      <span aria-hidden="true" className="text-muted">
        {arrow}{" "}
      </span>
      {path === undefined ? packetName(packet) : <PlaceLink to={path}>{packetName(packet)}</PlaceLink>}
      {packet.direction === "vsc" && packet.sequence !== undefined ? (
        <span className="text-muted"> #{packet.sequence}</span>
      ) : null}
    </>
  );
}

function Content({ packet }: { packet: PacketView }) {
  if (packet.undecodable !== undefined) return <span className="text-warn">cannot be read</span>;
  if (packet.matured) return <>a set has matured</>;
  if (packet.slash === undefined) return <>{changesInWords(packet)}</>;
  return (
    <>
      <ValidatorName of={packet.slash} />
      {packet.result === undefined || packet.result === "result" ? null : (
        <span className={packet.result === "error" ? "text-bad" : "text-muted"}>
          {" "}
          {packet.result === "slash-bounced" ? "bounced" : RESULT_WORDS[packet.result]}
        </span>
      )}
    </>
  );
}

function Relayers({ relayers }: Pick<PacketView, "relayers">) {
  const addresses = [...new Set(relayers.map(({ address }) => safeText(address, 128)))];
  return (
    <>
      {addresses.map((address) => (
        <span key={address} title={address} className="me-2 inline-block font-mono text-[0.9286rem]">
          <span aria-hidden="true">{shortAddress(address)}</span>
          <span className="sr-only">{address}</span>
        </span>
      ))}
    </>
  );
}
