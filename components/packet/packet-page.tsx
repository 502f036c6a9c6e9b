"use client";

import { useQuery } from "@tanstack/react-query";
import { Address } from "@/components/ui/address";
import { DefinitionList } from "@/components/ui/definition-list";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { Term } from "@/components/ui/term";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import { apiPath } from "@/lib/api/api-path";
import type { PacketView } from "@/lib/api/contracts/packet";
import { packetQuery } from "@/lib/api/packet-queries";
import { count } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { ChangesTable, ValidatorName } from "./changes";
import { HopPlace } from "./hop-time";
import { packetSentence } from "./packet-sentence";
import { PacketStateMark } from "./packet-state";
import { packetPath, RESULT_WORDS, STUCK_WORDS } from "./packet-words";

/** One packet: where it is, each hop with who carried it, and what it says. */
export function PacketPage({
  consumer,
  direction,
  sequence,
}: {
  consumer: string;
  direction: string;
  sequence: string;
}) {
  const { network, height } = usePlace();
  const { data } = useQuery(packetQuery(network, { consumer, direction, sequence }, height));
  if (!data) return null;
  const packet = data.data;
  const number = BigInt(packet.sequence ?? sequence);
  return (
    <>
      <p className="flex flex-wrap gap-x-4">
        <PlaceLink to={`/consumers/${consumer}/packets`}>Packets of consumer {consumer}</PlaceLink>
        {number > 1n ? (
          <PlaceLink to={`/packets/${consumer}/${direction}/${number - 1n}`}>← {String(number - 1n)}</PlaceLink>
        ) : null}
        {packet.isNewest ? null : (
          <PlaceLink to={`/packets/${consumer}/${direction}/${number + 1n}`}>{String(number + 1n)} →</PlaceLink>
        )}
      </p>
      <h1 className="mt-4">{packetSentence(packet)}</h1>
      {packet.stuckBecause === undefined ? null : <p className="text-bad">✕ {STUCK_WORDS[packet.stuckBecause]}</p>}
      <div className="mt-6">
        <DefinitionList entries={entriesOf(packet)} />
      </div>
      {packet.changes === undefined ? null : (
        <section className="mt-8">
          <ChangesTable changes={packet.changes} />
        </section>
      )}
      <p className="mt-4 text-muted">
        Hops are the events of both chains; what an update changes is its content beside the sets the provider stored
        before and after. <a href={apiPath(network, packetPath(packet) ?? "/packets", height)}>The same as JSON</a>
      </p>
    </>
  );
}

/** "Update 41 to consumer 1 was acknowledged on 2 Mar 2026 …: 2 join, 1 leaves." */
function entriesOf(packet: PacketView) {
  const { slash, slashAcks, timeoutAt, result, undecodable } = packet;
  const hops = [
    { key: "queued", word: "Made", at: packet.queuedAt, carried: undefined },
    { key: "sent", word: "Sent", at: packet.sentAt, carried: undefined },
    { key: "received", word: "Received", at: packet.receivedAt, carried: "received" },
    { key: "acked", word: "Acknowledged", at: packet.ackedAt, carried: "acknowledged" },
    { key: "timedOut", word: "Timed out", at: packet.timedOutAt, carried: "timed-out" },
  ] as const;
  return [
    { key: "state", word: "State", value: <PacketStateMark packet={packet} /> },
    ...hops.flatMap(({ key, word, at, carried }) =>
      at === undefined
        ? []
        : [
            {
              key,
              word,
              value: isUnknown(at) ? (
                <Unknown because={at.because} />
              ) : (
                <>
                  <HopPlace at={at} />
                  <Carrier packet={packet} hop={carried} />
                </>
              ),
            },
          ],
    ),
    ...(timeoutAt === undefined
      ? []
      : [
          {
            key: "timeout",
            word: "Times out",
            value: isUnknown(timeoutAt) ? <Unknown because={timeoutAt.because} /> : <Time iso={timeoutAt} isFull />,
          },
        ]),
    ...(result === undefined ? [] : [{ key: "result", word: "Answer", value: RESULT_WORDS[result] }]),
    {
      key: "place",
      word: "Place on its channel",
      value: (
        <>
          number {packet.sequence} of <span className="font-mono">{packet.channelId}</span>
        </>
      ),
    },
    ...(packet.vscId === undefined
      ? []
      : [
          {
            key: "vscId",
            word: <Term id="vsc-packet">Update id (vscID)</Term>,
            value: packet.direction === "slash" ? `${packet.vscId}: the set it was running then` : packet.vscId,
          },
        ]),
    ...(slash === undefined
      ? []
      : [
          {
            key: "slash",
            word: "Accuses",
            value: (
              <>
                <ValidatorName of={slash} /> of {slash.infraction === "downtime" ? "downtime" : slash.infraction}, with
                power {slash.power}; key there <Address value={slash.consumerAddress} what="consensus address" />
              </>
            ),
          },
        ]),
    ...(slashAcks === undefined
      ? []
      : [
          {
            key: "slashAcks",
            word: `Answers ${count(slashAcks.length, "downtime report")} about`,
            value: slashAcks.map((address) => <Address key={address} value={address} what="consensus address" />),
          },
        ]),
    ...(undecodable === undefined
      ? []
      : [{ key: "undecodable", word: "Content", value: `cannot be read: ${safeText(undecodable, 200)}` }]),
  ];
}

function Carrier({ packet: { relayers }, hop }: { packet: PacketView; hop: string | undefined }) {
  const relayer = relayers.find((entry) => entry.hop === hop);
  if (!relayer) return null;
  const fee = relayer.fee.map(({ denom, amount }) => `${amount} ${safeText(denom, 20)}`).join(", ");
  return (
    <>
      <br />
      <span className="text-muted">
        relayed by <Address value={relayer.address} what="relayer" />
        {relayer.clientUpdates > 0 ? ` with ${count(relayer.clientUpdates, "light client update")}` : ""}
        {fee === "" ? ", no fee" : `, fee ${fee}`}
      </span>
    </>
  );
}
