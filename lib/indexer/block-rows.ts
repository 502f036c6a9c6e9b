import { decodeAck, decodeConsumerPacket, decodeVscPacket } from "@/lib/chain/packets";
import { decodeRelayTx } from "@/lib/chain/relay-tx";
import type { ChainEvent, DecodedBlock } from "@/lib/chain/types";
import type { RowsByTable } from "./chain-process";

const PACKET_KIND: Readonly<Record<string, string>> = {
  send_packet: "send",
  recv_packet: "recv",
  write_acknowledgement: "write_ack",
  acknowledge_packet: "ack",
  timeout_packet: "timeout",
};

const HANDSHAKE = /^(?:connection_open|channel_open|channel_close)/;

/**
 * Collects what every chain has: block rows, and of its events the hops of CCV packets with who relayed them, and the steps
 * by which connections and channels open and close (ics-protocol.md §5.4).
 */
export class BlockRows {
  #blocks: object[] = [];
  #packets: object[] = [];
  #relays = new Map<string, object>();
  #handshakes: object[] = [];

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
      if (kind !== undefined && isCcv(event)) {
        this.#packets.push(packetRow(block, event, kind));
        this.#addRelay(block, event);
      } else if (HANDSHAKE.test(event.type) && isOfCcvOrConnection(event)) {
        this.#handshakes.push(handshakeRow(block, event));
      }
    }
  }

  #addRelay({ chainId, height, txs }: DecodedBlock, { txHash, txIndex }: ChainEvent): void {
    if (txHash === undefined || txIndex === undefined || this.#relays.has(txHash)) return;
    const relay = decodeRelayTx(txs[txIndex] ?? "");
    if (!relay) return;
    this.#relays.set(txHash, {
      chain_id: chainId,
      tx_hash: txHash,
      height,
      relayer: relay.relayer?.slice(0, 128) ?? null,
      fee: relay.fee,
      client_updates: relay.clientUpdates,
    });
  }

  drain(): RowsByTable {
    const rows = {
      block: this.#blocks,
      packet_event: this.#packets,
      relay_tx: [...this.#relays.values()],
      handshake_event: this.#handshakes,
    };
    this.#blocks = [];
    this.#packets = [];
    this.#relays = new Map();
    this.#handshakes = [];
    return rows;
  }
}

function isCcv({ attrs }: ChainEvent): boolean {
  return attrs.packet_src_port === "provider" || attrs.packet_src_port === "consumer";
}

/** Connections serve everything; of channels only the CCV ones are followed. */
function isOfCcvOrConnection({ type, attrs }: ChainEvent): boolean {
  return type.startsWith("connection") || portOf(attrs) === "provider" || portOf(attrs) === "consumer";
}

/** A channel that a timeout closed is named by the packet's source. */
function portOf(attrs: ChainEvent["attrs"]): string | undefined {
  return attrs.port_id ?? attrs.packet_src_port;
}

function handshakeRow(block: DecodedBlock, { type, attrs, index, txHash }: ChainEvent): object {
  return {
    chain_id: block.chainId,
    height: block.height,
    event_index: index,
    kind: type,
    port_id: portOf(attrs) ?? null,
    channel_id: attrs.channel_id ?? attrs.packet_src_channel ?? null,
    connection_id: attrs.connection_id ?? null,
    client_id: attrs.client_id ?? null,
    counterparty_channel: attrs.counterparty_channel_id || null,
    counterparty_connection: attrs.counterparty_connection_id || null,
    tx_hash: txHash ?? null,
  };
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
