/*
 * How two chains come to be joined (ics-protocol.md §4.1): a connection, then the CCV channel over it, four steps each, taken
 * in turns. Only the consumer may begin the channel.
 */

/** The steps in order, by the event each leaves (§5.4), and the chain it is taken on. */
export const HANDSHAKE_STEPS = [
  { kind: "connection_open_init", on: "consumer" },
  { kind: "connection_open_try", on: "provider" },
  { kind: "connection_open_ack", on: "consumer" },
  { kind: "connection_open_confirm", on: "provider" },
  { kind: "channel_open_init", on: "consumer" },
  { kind: "channel_open_try", on: "provider" },
  { kind: "channel_open_ack", on: "consumer" },
  { kind: "channel_open_confirm", on: "provider" },
] as const;
export type HandshakeKind = (typeof HANDSHAKE_STEPS)[number]["kind"];

/** What is known of a handshake at one moment. */
export interface HandshakeSeen {
  readonly onProvider: ReadonlySet<string>;
  /** Absent when the consumer is not read. */
  readonly onConsumer?: ReadonlySet<string>;
  /** The provider maps a channel to the consumer: its handshake was confirmed. */
  readonly hasChannel: boolean;
  /** The consumer was launched over a connection that was there before (§6.1). */
  readonly reusesConnection: boolean;
}

export interface HandshakeStepState {
  readonly kind: HandshakeKind;
  readonly on: "provider" | "consumer";
  /** `unknown`: on a chain that is not read, and nothing later proves it. */
  readonly state: "done" | "missing" | "unknown";
}

/**
 * Which steps were taken. A step that a later one presupposes was taken, whoever reads it; a reused connection has no steps
 * of its own.
 */
export function deriveHandshake(seen: HandshakeSeen): HandshakeStepState[] {
  const steps = HANDSHAKE_STEPS.filter(({ kind }) => !seen.reusesConnection || kind.startsWith("channel"));
  const isSeen = ({ kind, on }: (typeof steps)[number]) =>
    (kind === "channel_open_confirm" && seen.hasChannel) ||
    (on === "provider" ? seen.onProvider.has(kind) : (seen.onConsumer?.has(kind) ?? false));
  const last = steps.findLastIndex(isSeen);
  return steps.map(({ kind, on }, i) => {
    if (i <= last) return { kind, on, state: "done" };
    return { kind, on, state: on === "consumer" && seen.onConsumer === undefined ? "unknown" : "missing" };
  });
}

/** How far the connection, or the channel, has come. */
export type JointState = "open" | "opening" | "none" | "unknown";

/** State of the steps whose kind begins with `part`; without such steps the part was there before. */
export function jointState(steps: readonly HandshakeStepState[], part: "connection" | "channel"): JointState {
  const own = steps.filter(({ kind }) => kind.startsWith(part));
  if (own.every(({ state }) => state === "done")) return "open";
  if (own.some(({ state }) => state === "done")) return "opening";
  return own[0]?.state === "unknown" ? "unknown" : "none";
}
