/**
 * The three counters that tell where every packet of an ORDERED channel is (ics-protocol.md §4.7), in one direction. Each
 * is the sequence that comes *next*.
 */
export interface PacketCounters {
  /** `nextSequenceSend` of the sending end. */
  readonly nextSend: bigint;
  /** `nextSequenceRecv` of the receiving end; absent when that chain is not read. */
  readonly nextRecv?: bigint;
  /** `nextSequenceAck` of the sending end. */
  readonly nextAck: bigint;
}

/** How many packets have come how far. `received` and what follows from it are absent when the receiver is not read. */
export interface PacketFlow {
  readonly sent: bigint;
  readonly received?: bigint;
  readonly acked: bigint;
  /** Sent and not received. */
  readonly inFlight?: bigint;
  /** Sent and not acknowledged. */
  readonly unacked: bigint;
}

/** Counts packets from the counters: each is one less than the sequence that comes next. */
export function derivePacketFlow(counters: PacketCounters): PacketFlow {
  const sent = counters.nextSend - 1n;
  const acked = counters.nextAck - 1n;
  const received = counters.nextRecv === undefined ? undefined : counters.nextRecv - 1n;
  return {
    sent,
    acked,
    unacked: sent - acked,
    // A receiver read later than the sender may be ahead of it: nothing is in flight then, not less than nothing.
    ...(received === undefined ? {} : { received, inFlight: received > sent ? 0n : sent - received }),
  };
}

/**
 * Whether a consumer runs the set its provider sent (product.md §4).
 * `behind` counts packets sent and not received, and beside them those still queued on the provider.
 */
export type VscSync =
  | { readonly state: "in-sync" }
  | { readonly state: "behind"; readonly packets: bigint; readonly queued: number }
  | { readonly state: "set-differs" };

/**
 * @param setsMatch whether the consumer's set hash is that of the set the provider stored for the last received packet;
 *   absent while that comparison has not been made
 * @returns `undefined` when it cannot be told: the consumer is not read, or nobody compared the sets
 */
export function deriveVscSync(flow: PacketFlow, queued: number, setsMatch: boolean | undefined): VscSync | undefined {
  if (flow.inFlight === undefined) return undefined;
  if (flow.inFlight > 0n || queued > 0) return { state: "behind", packets: flow.inFlight, queued };
  if (setsMatch === undefined) return undefined;
  return setsMatch ? { state: "in-sync" } : { state: "set-differs" };
}
