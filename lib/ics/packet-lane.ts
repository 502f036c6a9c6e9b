/*
 * A lane is one direction of a CCV channel. The channel is ORDERED, so where every packet of it is follows from how far each
 * hop has come (ics-protocol.md §4.7): the states of a lane are runs of sequences, one behind the other.
 */

/** `vsc`: validator-set updates, provider → consumer. `slash`: what the consumer sends back. */
export const DIRECTIONS = ["vsc", "slash"] as const;
export type Direction = (typeof DIRECTIONS)[number];

/**
 * Where a packet is, §4.7 (a)–(e2).
 * - `queued`: waits on the provider (a)
 * - `sent`: on its way (b)
 * - `received`: received, and its acknowledgement has not come back (c)
 * - `acknowledged`: (d)
 * - `expired`: past its timeout on the receiver's clock, and nobody has told the sender (e1)
 * - `timed-out`: the timeout was relayed, which closed the channel (e2)
 * - `undeliverable`: sent before the channel was closed and never received; its commitment stays for ever (e2)
 * - `unacknowledged`: sent, and whether it was received cannot be told, because the receiving chain is not read
 */
export const PACKET_STATES = [
  "queued",
  "sent",
  "received",
  "acknowledged",
  "expired",
  "timed-out",
  "undeliverable",
  "unacknowledged",
] as const;
export type PacketState = (typeof PACKET_STATES)[number];

/** How far each hop of a lane has come: the highest sequence that took it, 0 when none did. */
export interface LaneProgress {
  /** Absent when the sending chain is not read. */
  readonly sent?: bigint;
  /** Absent when the receiving chain is not read. */
  readonly received?: bigint;
  /** Absent when the sending chain is not read. */
  readonly acked?: bigint;
  /** Sequence whose timeout was relayed to the sender. */
  readonly timedOut?: bigint;
  /** Whether the sending end of the channel is closed. */
  readonly isClosed: boolean;
}

/** A run of packets in one state: sequences above `after`, up to and with `upTo`. Never empty. */
export interface Band {
  readonly state: PacketState;
  readonly after: bigint;
  readonly upTo: bigint;
}

/**
 * The states of all packets of a lane, in order of sequence, without gaps. Packets that wait for their receiver are `sent`
 * here; which of them are `expired` depends on each one's timeout, see `isPastTimeout`.
 */
export function deriveBands(lane: LaneProgress): Band[] {
  const acked = lane.acked ?? 0n;
  // An acknowledged packet was received, whatever the receiver's record shows of it.
  const received = max(acked, lane.received ?? 0n);
  const last = max(received, lane.sent ?? 0n, lane.timedOut ?? 0n);
  const bands: Band[] = [];
  const add = (state: PacketState, upTo: bigint) => {
    const after = bands.at(-1)?.upTo ?? 0n;
    if (upTo > after) bands.push({ state, after, upTo });
  };
  add("acknowledged", acked);
  add("received", received);
  if (lane.timedOut !== undefined && lane.timedOut > received) {
    add(lane.received === undefined ? "unacknowledged" : "undeliverable", lane.timedOut - 1n);
    add("timed-out", lane.timedOut);
    add("undeliverable", last);
  } else if (lane.received === undefined) add("unacknowledged", last);
  else add(lane.isClosed ? "undeliverable" : "sent", last);
  return bands;
}

/** Whether a packet that waits has expired: the receiver compares its own block time (§4.7 e1). Nanoseconds. */
export function isPastTimeout(timeoutNs: bigint | undefined, receiverTimeNs: bigint | undefined): boolean {
  return timeoutNs !== undefined && receiverTimeNs !== undefined && receiverTimeNs >= timeoutNs;
}

/** Where one packet of a lane is; `undefined` for a sequence that was never sent. */
export function stateOfPacket(
  lane: LaneProgress,
  sequence: bigint,
  clock: { readonly timeoutNs?: bigint; readonly receiverTimeNs?: bigint } = {},
): PacketState | undefined {
  const band = deriveBands(lane).find(({ after, upTo }) => sequence > after && sequence <= upTo);
  return band?.state === "sent" && isPastTimeout(clock.timeoutNs, clock.receiverTimeNs) ? "expired" : band?.state;
}

/**
 * Whether nothing more can happen to a packet in this state, or can be learned of it: on a closed channel no acknowledgement
 * comes back, and of a sender that is not read nobody sees one.
 */
export function isSettled(state: PacketState, { isClosed, timedOut, sent }: LaneProgress): boolean {
  if (state === "acknowledged" || state === "timed-out" || state === "undeliverable") return true;
  if (state === "received" && sent === undefined) return true;
  return (isClosed || timedOut !== undefined) && state !== "queued";
}

/** How many packets of a lane are in each state that any is in; `expired` of those that wait were counted beforehand. */
export function countByState(
  lane: LaneProgress,
  queued: number,
  expired: number,
): Partial<Record<PacketState, number>> {
  const counts: Partial<Record<PacketState, number>> = queued > 0 ? { queued } : {};
  for (const { state, after, upTo } of deriveBands(lane)) {
    const size = Number(upTo - after);
    const past = state === "sent" ? Math.min(expired, size) : 0;
    if (size > past) counts[state] = (counts[state] ?? 0) + size - past;
    if (past > 0) counts.expired = past;
  }
  return counts;
}

function max(...values: readonly bigint[]): bigint {
  let highest = 0n;
  for (const value of values) if (value > highest) highest = value;
  return highest;
}
