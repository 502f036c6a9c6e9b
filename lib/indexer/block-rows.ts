import { decodeAck, decodeConsumerPacket, decodeVscPacket } from "@/lib/chain/packets";
import type { ChainEvent, DecodedBlock } from "@/lib/chain/types";
import type { RowsByTable } from "./chain-process";

const PACKET_KIND: Readonly<Record<string, string>> = {
  send_packet: "send",
  recv_packet: "recv",
  write_acknowledgement: "write_ack",
  acknowledge_packet: "ack",
  timeout_packet: "timeout",
};

/** Collects what every chain has: block rows, and the hops of CCV packets that its events tell (ics-protocol.md §5.4). */
export class BlockRows {
  #blocks: object[] = [];
  #packets: object[] = [];

  add(block: DecodedBlock): void {
    this.#blocks.push({
      chain_id: block.chainId,
      height: block.height,
      time_ns: String(block.timeNs),
      hash: block.hash,
      app_hash: block.appHash,
      validators_hash: block.validatorsHash,
      next_validators_hash: block.nextValidatorsHash,
      proposer: block.proposer,
      tx_count: block.txCount,
      failed_txs: block.failedTxs,
      tx_bytes: block.txBytes,
      gas_used: String(block.gasUsed),
      gas_wanted: String(block.gasWanted),
      commit_flags: Buffer.from(block.commitFlags).toString("hex"),
      evidence_count: block.evidenceCount,
    });
    for (const event of block.events) {
      const kind = PACKET_KIND[event.type];
      if (kind !== undefined && isCcv(event)) this.#packets.push(packetRow(block, event, kind));
    }
  }

  drain(): RowsByTable {
    const rows = { block: this.#blocks, packet_event: this.#packets };
    this.#blocks = [];
    this.#packets = [];
    return rows;
  }
}

function isCcv({ attrs }: ChainEvent): boolean {
  return attrs.packet_src_port === "provider" || attrs.packet_src_port === "consumer";
}

function packetRow(block: DecodedBlock, event: ChainEvent, kind: string): object {
  const { attrs } = event;
  return {
    chain_id: block.chainId,
    height: block.height,
    event_index: event.index,
    kind,
    src_port: attrs.packet_src_port,
    src_channel: attrs.packet_src_channel,
    dst_port: attrs.packet_dst_port,
    dst_channel: attrs.packet_dst_channel,
    sequence: attrs.packet_sequence,
    timeout_ns: attrs.packet_timeout_timestamp ?? null,
    data: packetData(attrs),
    ack: attrs.packet_ack_hex === undefined ? null : decodeAck(attrs.packet_ack_hex).kind,
    tx_hash: event.txHash ?? null,
    msg_index: event.msgIndex ?? null,
  };
}

/** A packet we cannot read is kept as it is and says so: its hops still count. */
function packetData(attrs: ChainEvent["attrs"]): object | null {
  const hex = attrs.packet_data_hex;
  if (hex === undefined) return null;
  try {
    return plain(attrs.packet_src_port === "provider" ? decodeVscPacket(hex) : decodeConsumerPacket(hex));
  } catch (error) {
    return { undecodable: error instanceof Error ? error.message : "unknown", hex: hex.slice(0, 4_096) };
  }
}

/** The same value with every bigint as decimal text, ready for JSON. */
function plain(value: object): object {
  return JSON.parse(JSON.stringify(value, (_key, entry) => (typeof entry === "bigint" ? String(entry) : entry)));
}
