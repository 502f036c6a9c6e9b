import { decodeAckInTx, decodeTransferPacket } from "@/lib/chain/transfer-packet";
import type { ChainEvent, DecodedBlock } from "@/lib/chain/types";
import { OPEN_UNTIL } from "@/lib/store/schema";
import type { BlockFollower, FollowContext } from "./block-follower";
import type { ResumeState, RowsByTable } from "./chain-process";
import { RangeBook } from "./range-book";

/** `cons_to_send_to_provider`: the module account every reward is sent from (ics-protocol.md §2.6). */
const SENDER = "2397d9c09a841f2580f8b0f0cd48560c0e4b9f69";

/** What a consumer sent over one channel in one denom, since a height. Base units. */
interface SentFact {
  readonly channelId: string;
  readonly denom: string;
  readonly countedSince: number;
  readonly sent: bigint;
  /** Came back: timed out, or refused by the provider. */
  readonly returned: bigint;
  readonly packets: number;
}

/** A reward that is on its way, or whose acknowledgement is. */
interface PacketFact {
  readonly channelId: string;
  readonly sequence: string;
  readonly denom: string;
  readonly amount: bigint;
}

/** Follows the rewards a consumer sends to its provider (§6.7): sent in its EndBlock, acknowledged, or returned. */
export class ConsumerRewardsFollower implements BlockFollower<FollowContext> {
  readonly name = "rewards";
  readonly version = 1;
  readonly tables = ["reward_sent", "reward_packet"] as const;
  readonly #sent = new RangeBook<SentFact>(({ channelId, denom }) => `${channelId} ${denom}`);
  readonly #packets = new RangeBook<PacketFact>(({ channelId, sequence }) => `${channelId} ${sequence}`);

  /** First block that is counted. */
  #since: number | undefined;

  resume({ open }: ResumeState, memory: unknown): void {
    this.#since = (memory as { since?: number } | undefined)?.since;
    this.#sent.load((open.reward_sent ?? []).filter(isOpen).map((row) => ({ fact: sentOf(row), from: fromOf(row) })));
    this.#packets.load(
      (open.reward_packet ?? []).filter(isOpen).map((row) => ({ fact: packetOf(row), from: fromOf(row) })),
    );
  }

  async step(block: DecodedBlock, { afterGap }: FollowContext): Promise<void> {
    if (this.#since === undefined || afterGap) {
      this.#since = block.height;
      this.#forget(block.height);
    }
    for (const event of block.events) {
      if (event.attrs.packet_src_port !== "transfer") continue;
      if (event.type === "send_packet" && event.origin === "end-block") this.#takeSend(event, block.height);
      else if (event.type === "acknowledge_packet") this.#takeAck(event, block);
      else if (event.type === "timeout_packet") this.#end(event, block.height, true);
    }
  }

  /** What happened in blocks we do not have cannot be told: sums begin anew, and say since when. */
  #forget(height: number): void {
    this.#packets.replace([], height);
    for (const fact of this.#sent.values())
      this.#sent.set({ ...fact, countedSince: height, sent: 0n, returned: 0n, packets: 0 }, height);
  }

  #takeSend({ attrs }: ChainEvent, height: number): void {
    const data = decodeTransferPacket(attrs.packet_data_hex ?? "");
    const { packet_src_channel: channelId, packet_sequence: sequence } = attrs;
    if (data?.senderHex !== SENDER || channelId === undefined || sequence === undefined) return;
    const { denom, amount } = data;
    const key = `${channelId} ${sequence}`;
    // ICS up to v6.0 says everything that happens in a cached context twice (§5.2).
    if (this.#packets.get(key)) return;
    this.#packets.set({ channelId, sequence, denom, amount }, height);
    const before = this.#sent.get(`${channelId} ${denom}`) ?? {
      channelId,
      denom,
      countedSince: this.#since ?? height,
      sent: 0n,
      returned: 0n,
      packets: 0,
    };
    this.#sent.set({ ...before, sent: before.sent + amount, packets: before.packets + 1 }, height);
  }

  #takeAck(event: ChainEvent, { txs, height }: DecodedBlock): void {
    const { packet_src_channel: channelId = "", packet_sequence: sequence = "" } = event.attrs;
    if (!this.#packets.get(`${channelId} ${sequence}`)) return;
    const kind = decodeAckInTx(txs[event.txIndex ?? -1] ?? "", channelId, sequence);
    this.#end(event, height, kind === "error");
  }

  #end({ attrs }: ChainEvent, height: number, isReturned: boolean): void {
    const key = `${attrs.packet_src_channel} ${attrs.packet_sequence}`;
    const packet = this.#packets.get(key);
    if (!packet) return;
    this.#packets.remove(key, height);
    const before = this.#sent.get(`${packet.channelId} ${packet.denom}`);
    if (before && isReturned) this.#sent.set({ ...before, returned: before.returned + packet.amount }, height);
  }

  drain(chainId: string): RowsByTable {
    return {
      reward_sent: this.#sent.drain().map(({ fact, from, until }) => ({
        chain_id: chainId,
        channel_id: fact.channelId,
        denom: fact.denom,
        counted_since: fact.countedSince,
        sent: String(fact.sent),
        returned: String(fact.returned),
        packets: fact.packets,
        ...rangeOf(from, until),
      })),
      reward_packet: this.#packets.drain().map(({ fact, from, until }) => ({
        chain_id: chainId,
        channel_id: fact.channelId,
        sequence: fact.sequence,
        denom: fact.denom,
        amount: String(fact.amount),
        ...rangeOf(from, until),
      })),
    };
  }

  memory(): object {
    return { since: this.#since };
  }
}

type Row = Readonly<Record<string, unknown>>;

const isOpen = (row: Row) => BigInt(String(row.until_height)) === OPEN_UNTIL;
const fromOf = (row: Row) => Number(row.from_height);
const rangeOf = (from: number, until: number | undefined) => ({
  from_height: from,
  until_height: until ?? String(OPEN_UNTIL),
});

function sentOf(row: Row): SentFact {
  return {
    channelId: String(row.channel_id),
    denom: String(row.denom),
    countedSince: Number(row.counted_since),
    sent: BigInt(String(row.sent)),
    returned: BigInt(String(row.returned)),
    packets: Number(row.packets),
  };
}

function packetOf(row: Row): PacketFact {
  return {
    channelId: String(row.channel_id),
    sequence: String(row.sequence),
    denom: String(row.denom),
    amount: BigInt(String(row.amount)),
  };
}
