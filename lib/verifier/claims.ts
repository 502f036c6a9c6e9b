import { decodeIbcRow } from "@/lib/chain/raw-store/ibc-table";
import { bareKey, PROVIDER_PREFIX as P, prefixedKey, validatorKey } from "@/lib/chain/raw-store/keys";
import { decodeProviderRow } from "@/lib/chain/raw-store/provider-table";
import type { ConsumerFacts, StoredValidator } from "@/lib/ics/types";

const encoder = new TextEncoder();

/** One row behind a figure: what the store says it holds, held against the bytes that are proven. */
export interface ClaimedRow {
  readonly store: string;
  readonly key: Uint8Array;
  /** What we show of it. */
  readonly says: string;
  /** What proven bytes say, in the same words; `undefined` value: the row is absent. Throws on bytes that are not such a row. */
  readonly read: (value: Uint8Array | undefined) => string;
}

/** A figure and all rows it stands on. */
export interface Claim {
  readonly subject: Subject;
  readonly consumerId?: string;
  readonly says: string;
  readonly rows: readonly ClaimedRow[];
}

export type Subject =
  | "phase"
  | "owner"
  | "client"
  | "channel"
  | "queue"
  | "opted-in"
  | "stored-set"
  | "sequences"
  | "packets"
  | "slash-meter"
  | "received"
  | "signing-set"
  | "header";

const ABSENT = "absent";

/** What the store says of one consumer on its provider after one block. */
export interface ConsumerState {
  readonly consumer: Pick<ConsumerFacts, "consumerId" | "phase" | "owner" | "clientId" | "channelId">;
  readonly stored: readonly StoredValidator[];
  readonly optedIn: readonly string[];
  readonly queued: readonly bigint[];
  /** Absent: it has no channel, or its packets are not on record from the first. */
  readonly channel?: { readonly sent: bigint; readonly acked: bigint; readonly open: readonly bigint[] };
}

/** The provider's rows behind the figures of one consumer (ics-protocol.md §2.2, §4.5). */
export function consumerClaims({ consumer, stored, optedIn, queued, channel }: ConsumerState): Claim[] {
  const { consumerId, phase, owner, clientId, channelId } = consumer;
  const claim = (subject: Subject, says: string, rows: readonly ClaimedRow[]): Claim => ({
    subject,
    consumerId,
    says,
    rows,
  });
  const row = (key: Uint8Array, says: string): ClaimedRow => ({
    store: "provider",
    key,
    says,
    read: (value) => (value === undefined ? ABSENT : wordsOf(key, value)),
  });
  const claims = [
    claim("phase", `phase ${phase}`, [row(prefixedKey(P.phase, consumerId), `phase ${phase}`)]),
    claim("owner", `owner ${owner}`, [row(prefixedKey(P.owner, consumerId), `owner ${owner}`)]),
    claim("client", clientId ?? "no client", [row(bareKey(P.consumerToClient, consumerId), clientId ?? ABSENT)]),
    claim("channel", channelId ?? "no channel", [row(bareKey(P.consumerToChannel, consumerId), channelId ?? ABSENT)]),
    claim("queue", `${queued.length} updates wait to be sent`, [
      row(bareKey(P.pendingVscPackets, consumerId), queued.length === 0 ? ABSENT : `updates ${queued.join(", ")}`),
    ]),
    claim(
      "opted-in",
      `${optedIn.length} validators opted in`,
      optedIn.map((address) => row(validatorKey(P.optedIn, consumerId, address), "opted in")),
    ),
    claim(
      "stored-set",
      `${stored.length} validators stored`,
      stored.map((validator) =>
        row(validatorKey(P.storedValidator, consumerId, validator.consAddress), storedWords(validator)),
      ),
    ),
  ];
  if (channelId === undefined || channel === undefined) return claims.filter(({ rows }) => rows.length > 0);
  const counters = [
    counter("nextSequenceSend", "provider", channelId, channel.sent + 1n),
    counter("nextSequenceAck", "provider", channelId, channel.acked + 1n),
  ];
  return [
    ...claims.filter(({ rows }) => rows.length > 0),
    claim("sequences", `${channel.sent} packets sent, ${channel.acked} acknowledged`, counters),
    // The channel is ordered: below the next to be acknowledged nothing is open, and above the last sent there is nothing.
    claim("packets", `${channel.open.length} packets on their way`, [
      ...counters,
      ...channel.open.map((sequence) => commitment("provider", channelId, sequence)),
    ]),
  ];
}

/** The slash meter of a provider (prefix 3). */
export function meterClaim(meter: bigint): Claim {
  const key = Uint8Array.of(P.slashMeter);
  const says = `slash meter ${meter}`;
  const read = (value: Uint8Array | undefined) => (value === undefined ? ABSENT : wordsOf(key, value));
  return { subject: "slash-meter", says, rows: [{ store: "provider", key, says, read }] };
}

/** How many updates a consumer has received, on the consumer's own side. */
export function receivedClaim(consumerId: string, channelId: string, received: bigint): Claim {
  const rows = [counter("nextSequenceRecv", "consumer", channelId, received + 1n)];
  return { subject: "received", consumerId, says: `${received} packets received`, rows };
}

function counter(name: string, port: string, channelId: string, next: bigint): ClaimedRow {
  const key = encoder.encode(`${name}/ports/${port}/channels/${channelId}`);
  const words = (value: bigint) => `${name} ${value}`;
  return {
    store: "ibc",
    key,
    says: words(next),
    read: (value) => {
      if (value === undefined) return ABSENT;
      const row = decodeIbcRow(key, value);
      return row !== undefined && typeof row.value === "bigint" ? words(row.value) : "another row";
    },
  };
}

function commitment(port: string, channelId: string, sequence: bigint): ClaimedRow {
  const key = encoder.encode(`commitments/ports/${port}/channels/${channelId}/sequences/${sequence}`);
  const says = `packet ${sequence} on its way`;
  return {
    store: "ibc",
    key,
    says,
    read: (value) =>
      value === undefined ? ABSENT : decodeIbcRow(key, value)?.name === "commitment" ? says : "another row",
  };
}

function storedWords({ power, pubKey, joinHeight }: Pick<StoredValidator, "power" | "pubKey" | "joinHeight">): string {
  return `power ${power}, key ${pubKey}, since ${joinHeight}`;
}

/** A row of the provider in the words in which it is claimed. */
function wordsOf(key: Uint8Array, value: Uint8Array): string {
  const row = decodeProviderRow(key, value);
  switch (row?.name) {
    case "phase":
      return `phase ${row.value}`;
    case "owner":
      return `owner ${row.value}`;
    case "consumerToClient":
    case "consumerToChannel":
      return row.value;
    case "pendingVscPackets":
      return row.value.length === 0
        ? ABSENT
        : `updates ${row.value.map(({ valsetUpdateId }) => valsetUpdateId).join(", ")}`;
    case "optedIn":
      // A marker has no value; one that has is another thing (ics-protocol.md §2.2).
      return value.length === 0 ? "opted in" : "a marker with a value";
    case "storedValidator":
      return storedWords(row.value);
    case "slashMeter":
      return `slash meter ${row.value}`;
    default:
      return "another row";
  }
}
