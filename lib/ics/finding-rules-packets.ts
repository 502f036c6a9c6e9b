import { clientExpiry, isClientExpiring } from "./client-expiry";
import type { FindingRule } from "./finding-rules";
import {
  consumerPage,
  duration,
  earliest,
  latest,
  moment,
  packetsPage,
  since,
  updates,
  updatesWait,
} from "./finding-words";
import type { ClientView, FindingsInput, VscView } from "./findings-input";
import { millisBetween, nanosOf } from "./time";

/** Later than this many times the usual is late (product.md §5). */
const LATE_FACTOR = 10;

const isLaunched = ({ phase }: FindingsInput) => phase === "launched";

function hasExpiredUnrelayed(view: FindingsInput): boolean {
  const { vsc, consumerHead } = view;
  const timeoutAt = vsc?.oldestUnacked?.timeoutAt;
  if (vsc?.received === undefined || timeoutAt === undefined || consumerHead === undefined) return false;
  return vsc.received === vsc.acked && vsc.sent > vsc.received && nanosOf(consumerHead.time) >= nanosOf(timeoutAt);
}

function clientSides(view: FindingsInput): { name: string; client: ClientView }[] {
  const sides = [
    { name: "The provider's light client of this chain", client: view.clientOnProvider },
    { name: "This chain's light client of the provider", client: view.clientOnConsumer },
  ];
  return sides.flatMap(({ name, client }) => (client === undefined ? [] : [{ name, client }]));
}

function lostClients(view: FindingsInput, status: "expired" | "frozen", what: (client: ClientView) => string) {
  const hit = clientSides(view).filter(({ client }) => client.status === status);
  if (!isLaunched(view) || hit.length === 0) return undefined;
  const sentence = hit
    .map(({ name, client }) => `${name} ${what(client)}; only governance can bring it back.`)
    .join(" ");
  const began = earliest(hit.map(({ client }) => client.began));
  return { severity: "bad" as const, sentence, ...since(began), link: consumerPage(view) };
}

function lateSentence({ sent, received, acked }: VscView, from: string): string {
  if (received === undefined) return `${updates(sent - acked)} sent since ${from} were not acknowledged`;
  if (received < sent) return `${updates(sent - received)} sent since ${from} were not received`;
  return `${updates(sent - acked)} sent since ${from} arrived, but no acknowledgement came back`;
}

/** Rules about the road between the two chains: channel, packets, light clients (ics-protocol.md §4). */
export const PACKET_RULES: readonly FindingRule[] = [
  [
    "no-channel",
    (view) => {
      const { channel, hasStarted, launchedAt, vsc } = view;
      if (!isLaunched(view) || channel?.state !== "none" || hasStarted !== true) return undefined;
      const waiting = vsc?.queued ? `; ${updatesWait(vsc.queued)}` : "";
      return {
        // Opening a channel takes a relayer some minutes; as long as nothing waits for it, nothing is lost. What was queued
        // while a chain prepared its changeover waits with it.
        severity: waiting === "" || view.isChangeover ? "warn" : "bad",
        sentence: view.isChangeover
          ? `The provider's validators sign it since its changeover; its channel to the provider is not open yet${waiting}.`
          : `Launched and running, but nobody has opened its channel to the provider${waiting}.`,
        ...since(launchedAt),
        link: consumerPage(view),
      };
    },
  ],
  [
    "no-packet-yet",
    (view) => {
      const { channel, vsc } = view;
      if (!isLaunched(view) || channel?.state !== "open" || vsc?.sent !== 0n) return undefined;
      return {
        severity: "info",
        sentence:
          "The channel is open and has carried no validator update yet; the first comes with an epoch that changes the set.",
        ...since(channel.since),
        link: packetsPage(view),
      };
    },
  ],
  [
    "packet-late",
    (view) => {
      const { vsc, now } = view;
      const sentAt = vsc?.oldestUnacked?.sentAt;
      if (!isLaunched(view) || vsc?.usualMs === undefined || sentAt === undefined || hasExpiredUnrelayed(view))
        return undefined;
      if (vsc.sent <= vsc.acked || millisBetween(sentAt.time, now.time) <= LATE_FACTOR * vsc.usualMs) return undefined;
      const hasArrived = vsc.received !== undefined && vsc.received >= vsc.sent;
      return {
        severity: hasArrived ? "warn" : "bad",
        sentence: `${lateSentence(vsc, moment(sentAt.time))}; it usually takes ${duration(vsc.usualMs)}.`,
        since: sentAt,
        link: packetsPage(view),
      };
    },
  ],
  [
    "timeout-not-relayed",
    (view) => {
      const { vsc } = view;
      const oldest = vsc?.oldestUnacked;
      if (!isLaunched(view) || vsc?.received === undefined || oldest === undefined || !hasExpiredUnrelayed(view))
        return undefined;
      const past =
        vsc.pastTimeout === undefined
          ? `the oldest passed its timeout at ${moment(oldest.timeoutAt ?? "")}`
          : `${vsc.pastTimeout} are past their timeout`;
      return {
        severity: "bad",
        sentence: `${updates(vsc.sent - vsc.received)} sent since ${moment(oldest.sentAt.time)} were never received; ${past}, and nobody has told the provider.`,
        since: oldest.sentAt,
        link: packetsPage(view),
      };
    },
  ],
  [
    "queued-client-inactive",
    (view) => {
      const { vsc, clientOnProvider } = view;
      if (!isLaunched(view) || !vsc?.queued || clientOnProvider === undefined || clientOnProvider.status === "active")
        return undefined;
      return {
        severity: "bad",
        sentence: `${updatesWait(vsc.queued)} on the provider because its light client of this chain is ${clientOnProvider.status}.`,
        ...since(latest([vsc.oldestQueuedAt, clientOnProvider.began])),
        link: packetsPage(view),
      };
    },
  ],
  [
    "channel-closed",
    (view) => {
      const { channel, phase } = view;
      if (channel?.state !== "closed" || (phase !== "launched" && phase !== "stopped")) return undefined;
      return {
        severity: phase === "launched" ? "bad" : "warn",
        sentence: "Its channel to the provider is closed: no validator update can reach it any more.",
        ...since(channel.since),
        link: packetsPage(view),
      };
    },
  ],
  [
    "client-expiring",
    (view) => {
      const hit = clientSides(view).filter(
        ({ client }) =>
          client.status === "active" && client.hostTime !== undefined && isClientExpiring(client, client.hostTime),
      );
      if (!isLaunched(view) || hit.length === 0) return undefined;
      return {
        severity: "warn",
        sentence: hit
          .map(
            ({ name, client }) =>
              `${name} expires at ${moment(clientExpiry(client) ?? "")} unless somebody updates it.`,
          )
          .join(" "),
        ...since(earliest(hit.map(({ client }) => client.began))),
        link: consumerPage(view),
      };
    },
  ],
  [
    "client-expired",
    (view) =>
      lostClients(view, "expired", (client) => {
        const expiry = clientExpiry(client);
        return expiry === undefined ? "expired" : `expired at ${moment(expiry)}`;
      }),
  ],
  ["client-frozen", (view) => lostClients(view, "frozen", () => "is frozen after proof of misbehaviour")],
];
