import { createHash } from "node:crypto";
import type { RecordedEvent, RecordedNetwork } from "../record/record-reader";

/** An event of a CCV packet, as a recorded block has it. */
export interface RawPacketEvent {
  readonly height: number;
  readonly type: string;
  readonly srcPort: string;
  readonly srcChannel: string;
  readonly dstChannel: string;
  readonly sequence: number;
  readonly timeoutNs: bigint;
  readonly data: string;
  readonly ack: string;
  readonly txHash?: string;
}

const TYPES = new Set(["send_packet", "recv_packet", "write_acknowledgement", "acknowledge_packet", "timeout_packet"]);

/** All CCV packet events of a chain in order of its blocks; those of failed transactions are none. */
export function packetEventsOf(record: RecordedNetwork, chainId: string): RawPacketEvent[] {
  return record.chain(chainId).heights.flatMap((height) => {
    const { block, results } = record.blockAt(chainId, height);
    const txs = block.block.data.txs ?? [];
    return [
      ...(results.txs_results ?? []).flatMap((tx, i) =>
        tx.code
          ? []
          : tx.events.flatMap((event) =>
              rawOf(
                height,
                event,
                createHash("sha256")
                  .update(Buffer.from(txs[i] ?? "", "base64"))
                  .digest("hex"),
              ),
            ),
      ),
      ...(results.finalize_block_events ?? []).flatMap((event) => rawOf(height, event)),
    ];
  });
}

function rawOf(height: number, { type, attributes }: RecordedEvent, txHash?: string): RawPacketEvent[] {
  if (!TYPES.has(type)) return [];
  const value = (key: string) => attributes.find((attribute) => attribute.key === key)?.value ?? "";
  const srcPort = value("packet_src_port");
  if (srcPort !== "provider" && srcPort !== "consumer") return [];
  return [
    {
      height,
      type,
      srcPort,
      srcChannel: value("packet_src_channel"),
      dstChannel: value("packet_dst_channel"),
      sequence: Number(value("packet_sequence")),
      timeoutNs: BigInt(value("packet_timeout_timestamp")),
      data: Buffer.from(value("packet_data_hex"), "hex").toString("utf8"),
      ack: Buffer.from(value("packet_ack_hex"), "hex").toString("utf8"),
      ...(txHash === undefined ? {} : { txHash: txHash.toUpperCase() }),
    },
  ];
}

/** Sequences of a channel that still have a commitment in the raw IBC store (ics-protocol.md §4.5). */
export function commitmentsOf(
  record: RecordedNetwork,
  chainId: string,
  port: string,
  channel: string,
  height: number,
): Set<number> {
  const prefix = Buffer.from(`commitments/ports/${port}/channels/${channel}/sequences/`).toString("hex");
  return new Set(
    [...record.storeAt(chainId, "ibc", height, prefix).keys()].map((key) =>
      Number(Buffer.from(key, "hex").toString("latin1").split("/").at(-1)),
    ),
  );
}

/** A counter of the raw IBC store as the sequence that comes next; `undefined` where there is no row. */
export function nextSequence(
  record: RecordedNetwork,
  chainId: string,
  counter: "nextSequenceSend" | "nextSequenceRecv" | "nextSequenceAck",
  port: string,
  channel: string,
  height: number,
): number | undefined {
  const key = Buffer.from(`${counter}/ports/${port}/channels/${channel}`).toString("hex");
  const value = record.storeAt(chainId, "ibc", height, key).get(key);
  return value && Number(Buffer.from(value).readBigUInt64BE());
}

/** Count of each value. */
export function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
