import type { ChainEvent, DecodedBlock } from "@/lib/chain/types";
import { type ConsumerId, parseConsumerId } from "@/lib/ics/ids";
import type { ConsumerFacts } from "@/lib/ics/types";

export interface TimelineRow {
  readonly consumer_id: ConsumerId;
  readonly height: number;
  readonly event_index: number;
  readonly kind: string;
  readonly tx_hash: string | null;
  readonly detail: object;
}

/** Changes that no event tells come after the block's events. */
const DERIVED_FROM_INDEX = 1_000_000;

const KINDS: Readonly<Record<string, string>> = {
  create_consumer: "created",
  update_consumer: "updated",
  remove_consumer: "removal-requested",
  consumer_client_created: "client-created",
  channel_established: "channel-established",
  opt_in: "opt-in",
  opt_out: "opt-out",
  assign_consumer_key: "key-assigned",
  set_consumer_commission_rate: "commission-set",
  submit_consumer_double_voting: "double-voting-proven",
  submit_consumer_misbehaviour: "light-client-attack-proven",
};

/** Attributes that are decoded elsewhere, long, or binary forced into text (§9.31). */
const LEFT_OUT = new Set([
  "module",
  "valset_hash",
  "consumer_double_voting",
  "consumer_misbehaviour",
  "msg_index",
  "mode",
]);

/** The life of the consumers: what the provider's events say, and what only a changed state shows (§5.2). */
export class Timeline {
  #rows: TimelineRow[] = [];
  #derived = 0;
  #derivedAt = -1;

  record(block: DecodedBlock): void {
    for (const event of block.events) {
      const kind = KINDS[event.type];
      const consumerId = parseConsumerId(event.attrs.consumer_id ?? "");
      if (kind === undefined || consumerId === undefined || event.attrs.reward_denom !== undefined) continue;
      this.#rows.push({
        consumer_id: consumerId,
        height: block.height,
        event_index: event.index,
        kind,
        tx_hash: event.txHash ?? null,
        detail: detailOf(event),
      });
    }
  }

  /** Notes what differs between two readings of one consumer. */
  compare(before: ConsumerFacts | undefined, after: ConsumerFacts, height: number): void {
    if (!before) return;
    const note = (kind: string, detail: object) => this.#derive(after.consumerId, height, kind, detail);
    if (before.phase !== after.phase) {
      const failed = before.phase === "initialized" && after.phase === "registered";
      const spawnPassed = failed && after.initParams?.spawnTime === undefined;
      note(spawnPassed ? "launch-failed" : after.phase, { from: before.phase, to: after.phase, ...removal(after) });
    }
    if (before.owner !== after.owner) note("owner-changed", { from: before.owner, to: after.owner });
    if (before.powerShaping.topN !== after.powerShaping.topN) {
      note("top-n-changed", { from: before.powerShaping.topN, to: after.powerShaping.topN });
    }
    if (before.channelId === undefined && after.channelId !== undefined)
      note("channel-open", { channelId: after.channelId });
  }

  drain(): TimelineRow[] {
    return this.#rows.splice(0);
  }

  #derive(consumerId: ConsumerId, height: number, kind: string, detail: object): void {
    if (this.#derivedAt !== height) this.#derived = 0;
    this.#derivedAt = height;
    const index = DERIVED_FROM_INDEX + this.#derived;
    this.#derived += 1;
    this.#rows.push({ consumer_id: consumerId, height, event_index: index, kind, tx_hash: null, detail });
  }
}

function removal(consumer: ConsumerFacts): object {
  return consumer.removalTime === undefined ? {} : { removalTime: consumer.removalTime };
}

function detailOf(event: ChainEvent): object {
  const entries = Object.entries(event.attrs).filter(([key]) => !LEFT_OUT.has(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, value.slice(0, 512)]));
}
