import { createHash } from "node:crypto";
import { decodeTransferPacket } from "@/lib/chain/transfer-packet";
import type { ChainEvent, DecodedBlock } from "@/lib/chain/types";
import { type ConsumerId, parseConsumerId } from "@/lib/ics/ids";
import { denomOfTrace, parseCoins, receivedTrace } from "@/lib/ics/rewards";
import { OPEN_UNTIL } from "@/lib/store/schema";
import type { BlockFollower } from "./block-follower";
import type { ResumeState, RowsByTable } from "./chain-process";
import type { ProviderContext } from "./provider-followers";
import { RangeBook } from "./range-book";

/** What became of one consumer's rewards in one denom of the provider, since a height. Base units. */
interface RewardFact {
  readonly consumerId: ConsumerId;
  readonly denom: string;
  /** Denom on the consumer and the consumer's end of the channel; absent where no receipt told. */
  readonly sourceDenom?: string;
  readonly sourceChannel?: string;
  /** Full path on the provider, "transfer/channel-1/uorbit". */
  readonly trace?: string;
  readonly countedSince: number;
  /** Allocation before the first block counted; absent while nothing has told. */
  readonly base?: bigint;
  readonly received: bigint;
  readonly validators: bigint;
  readonly communityPool: bigint;
  /** Whether the denom may be distributed after this block: registered (27) or on the consumer's own list (54). */
  readonly isAllowed: boolean;
}

interface RewardsMemory {
  readonly since: number;
  /** Consumers that were there when counting began: for them an allocation may have been waiting. */
  readonly older: readonly string[];
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();

/**
 * Follows what consumers' rewards do on the provider (ics-protocol.md §6.7). No query: receipts and payouts are events, and
 * prefix 55 is received − paid − pool, which test/truth holds against the raw rows.
 */
export class ProviderRewardsFollower implements BlockFollower<ProviderContext> {
  readonly name = "rewards";
  readonly version = 1;
  readonly tables = ["reward_total", "reward_receipt"] as const;
  readonly #totals = new RangeBook<RewardFact>(({ consumerId, denom }) => `${consumerId} ${denom}`);
  #receipts: object[] = [];
  #memory: RewardsMemory | undefined;

  resume({ open }: ResumeState, memory: unknown): void {
    const rows = (open.reward_total ?? []).filter((row) => BigInt(String(row.until_height)) === OPEN_UNTIL);
    this.#totals.load(rows.map((row) => ({ fact: factOf(row), from: Number(row.from_height) })));
    this.#memory = memory as RewardsMemory | undefined;
  }

  async step(block: DecodedBlock, context: ProviderContext): Promise<void> {
    const { height } = block;
    if (!this.#memory || context.afterGap) this.#begin(height, context);
    this.#takePayouts(block, context);
    for (const event of block.events)
      if (event.type === "update_consumer" && event.attrs.reward_denom !== undefined) this.#takeReceipt(event, block);
    this.#noteAllowed(height, context);
  }

  #begin(height: number, { facts }: ProviderContext): void {
    const isWhole = height === 1;
    this.#memory = {
      since: height,
      older: isWhole ? [] : facts.consumers.values().map(({ consumerId }) => consumerId),
    };
    for (const { base: _base, ...fact } of this.#totals.values())
      this.#totals.set({ ...fact, countedSince: height, received: 0n, validators: 0n, communityPool: 0n }, height);
  }

  /** BeginBlock: before anything of this block is received. */
  #takePayouts({ events, height }: DecodedBlock, { facts }: ProviderContext): void {
    const told = new Set<string>();
    for (const { type, attrs } of events) {
      if (type !== "distributed_ics_rewards") continue;
      const consumerId = parseConsumerId(attrs.consumer_id ?? "");
      const [total] = parseCoins(attrs.total_rewards ?? "") ?? [];
      if (consumerId === undefined || total === undefined) continue;
      told.add(`${consumerId} ${total.denom}`);
      const fact = this.#factOf(consumerId, total.denom);
      const paid = amountIn(attrs.distributed_rewards, total.denom);
      const pooled = amountIn(attrs.community_pool_rewards, total.denom);
      const base = fact.base ?? total.amount - (fact.received - fact.validators - fact.communityPool);
      // A remainder says itself in every block with nothing paid: no row comes of it.
      if (paid === 0n && pooled === 0n && fact.base !== undefined) continue;
      this.#totals.set(
        { ...fact, base, validators: fact.validators + paid, communityPool: fact.communityPool + pooled },
        height,
      );
    }
    // Nobody eligible: all of it goes to the community pool, without an event (§6.7).
    for (const fact of this.#totals.values()) {
      const left = allocated(fact);
      if (!fact.isAllowed || left === undefined || left <= 0n || told.has(`${fact.consumerId} ${fact.denom}`)) continue;
      if (facts.consumers.get(fact.consumerId)?.clientId === undefined) continue;
      this.#totals.set({ ...fact, communityPool: fact.communityPool + left }, height);
    }
  }

  #takeReceipt(event: ChainEvent, block: DecodedBlock): void {
    const { attrs, txHash, msgIndex } = event;
    const consumerId = parseConsumerId(attrs.consumer_id ?? "");
    const { reward_denom: denom = "", reward_amount: amountText = "" } = attrs;
    if (consumerId === undefined || denom === "" || !/^\d{1,78}$/.test(amountText)) return;
    const amount = BigInt(amountText);
    const source = sourceOf(block.events, event, denom);
    const fact = this.#factOf(consumerId, denom);
    this.#totals.set(
      {
        ...fact,
        ...(fact.sourceDenom === undefined && source
          ? { sourceDenom: source.denom, sourceChannel: source.channel, trace: source.trace }
          : {}),
        received: fact.received + amount,
      },
      block.height,
    );
    this.#receipts.push({
      height: block.height,
      event_index: event.index,
      consumer_id: consumerId,
      denom,
      amount: amountText,
      src_channel: source?.channel ?? null,
      dst_channel: source?.dstChannel ?? null,
      sequence: source?.sequence ?? null,
      tx_hash: txHash ?? null,
      msg_index: msgIndex ?? null,
    });
  }

  #factOf(consumerId: ConsumerId, denom: string): RewardFact {
    const known = this.#totals.get(`${consumerId} ${denom}`);
    if (known) return known;
    const { since, older } = this.#memory ?? { since: 1, older: [] };
    const sums = { received: 0n, validators: 0n, communityPool: 0n, isAllowed: false };
    return { consumerId, denom, countedSince: since, ...(older.includes(consumerId) ? {} : { base: 0n }), ...sums };
  }

  #noteAllowed(height: number, { facts }: ProviderContext): void {
    const registered = facts.params.get("params")?.registeredRewardDenoms ?? [];
    for (const fact of this.#totals.values()) {
      const own = facts.consumers.get(fact.consumerId)?.allowlistedRewardDenoms ?? [];
      const isAllowed = registered.includes(fact.denom) || own.includes(fact.denom);
      if (isAllowed !== fact.isAllowed) this.#totals.set({ ...fact, isAllowed }, height);
    }
  }

  drain(chainId: string): RowsByTable {
    return {
      reward_total: this.#totals.drain().map(({ fact, from, until }) => ({
        chain_id: chainId,
        consumer_id: fact.consumerId,
        denom: fact.denom,
        source_denom: fact.sourceDenom ?? null,
        source_channel: fact.sourceChannel ?? null,
        trace: fact.trace ?? null,
        counted_since: fact.countedSince,
        base: fact.base === undefined ? null : String(fact.base),
        received: String(fact.received),
        validators: String(fact.validators),
        community_pool: String(fact.communityPool),
        is_allowed: fact.isAllowed,
        from_height: from,
        until_height: until ?? String(OPEN_UNTIL),
      })),
      reward_receipt: this.#receipts.splice(0).map((row) => ({ chain_id: chainId, ...row })),
    };
  }

  memory(): RewardsMemory | undefined {
    return this.#memory;
  }
}

/** What prefix 55 holds: base + received − paid − pool. */
function allocated({ base, received, validators, communityPool }: RewardFact): bigint | undefined {
  return base === undefined ? undefined : base + received - validators - communityPool;
}

function amountIn(coins: string | undefined, denom: string): bigint {
  return (parseCoins(coins ?? "") ?? []).find((coin) => coin.denom === denom)?.amount ?? 0n;
}

interface Source {
  readonly denom: string;
  readonly channel: string;
  readonly dstChannel: string;
  readonly sequence: string;
  readonly trace: string;
}

/** The packet that brought a reward: of the same message, and of the denom that the hash of its path gives. */
function sourceOf(events: readonly ChainEvent[], reward: ChainEvent, denom: string): Source | undefined {
  for (const { type, attrs, txHash, msgIndex } of events) {
    if (type !== "recv_packet" || txHash !== reward.txHash || msgIndex !== reward.msgIndex) continue;
    const data = decodeTransferPacket(attrs.packet_data_hex ?? "");
    const { packet_src_channel: channel, packet_dst_channel: dstChannel, packet_sequence: sequence } = attrs;
    if (!data || channel === undefined || dstChannel === undefined || sequence === undefined) continue;
    const trace = receivedTrace(data.denom, {
      srcPort: attrs.packet_src_port ?? "transfer",
      srcChannel: channel,
      dstPort: attrs.packet_dst_port ?? "transfer",
      dstChannel,
    });
    if (denomOfTrace(trace, sha256) === denom) return { denom: data.denom, channel, dstChannel, sequence, trace };
  }
  return undefined;
}

function factOf(row: Readonly<Record<string, unknown>>): RewardFact {
  const optional = (name: string) => (row[name] === null || row[name] === undefined ? undefined : String(row[name]));
  const [sourceDenom, sourceChannel, trace, base] = ["source_denom", "source_channel", "trace", "base"].map(optional);
  return {
    consumerId: row.consumer_id as ConsumerId,
    denom: String(row.denom),
    ...(sourceDenom === undefined ? {} : { sourceDenom }),
    ...(sourceChannel === undefined ? {} : { sourceChannel }),
    ...(trace === undefined ? {} : { trace }),
    countedSince: Number(row.counted_since),
    ...(base === undefined ? {} : { base: BigInt(base) }),
    received: BigInt(String(row.received)),
    validators: BigInt(String(row.validators)),
    communityPool: BigInt(String(row.community_pool)),
    isAllowed: row.is_allowed === true,
  };
}
