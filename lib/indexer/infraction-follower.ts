import type { DecodedBlock } from "@/lib/chain/types";
import { type ConsumerId, compareConsumerIds, parseConsumerId } from "@/lib/ics/ids";
import type { InfractionParameters } from "@/lib/ics/types";
import type { BlockFollower } from "./block-follower";
import type { ResumeState, RowsByTable } from "./chain-process";
import type { ProviderContext } from "./provider-followers";
import { RangeBook } from "./range-book";

interface Queued {
  readonly consumerId: ConsumerId;
  readonly infraction: InfractionParameters;
  /** Absent where they were queued before our record: nothing but the schedule tells, and it cannot be searched. */
  readonly dueNs?: bigint;
}

const OPEN_ENDED = 9_223_372_036_854_775_807n;

/**
 * Infraction parameters that wait (ics-protocol.md §6.5): asked for after launch, they apply one unbonding time later, in
 * BeginBlock and without an event. So they are read when an owner updates a consumer, and again when their time has come.
 */
export class InfractionFollower implements BlockFollower<ProviderContext> {
  readonly name = "queued-infraction";
  readonly version = 1;
  readonly tables = ["queued_infraction"] as const;
  readonly #book = new RangeBook<Queued>((queued) => queued.consumerId);
  #hasLooked = false;

  resume({ open }: ResumeState, memory: unknown): void {
    this.#hasLooked = (memory as { hasLooked?: boolean } | undefined)?.hasLooked ?? false;
    const rows = (open.queued_infraction ?? []).filter((row) => BigInt(String(row.until_height)) === OPEN_ENDED);
    this.#book.load(
      rows.map((row) => ({
        fact: {
          consumerId: row.consumer_id as ConsumerId,
          infraction: row.infraction as InfractionParameters,
          ...(row.due_ns === null || row.due_ns === undefined ? {} : { dueNs: BigInt(String(row.due_ns)) }),
        },
        from: Number(row.from_height),
      })),
    );
  }

  async step(block: DecodedBlock, context: ProviderContext): Promise<void> {
    const { consumers } = context.facts;
    const isFirst = !this.#hasLooked || context.afterGap;
    const touched = isFirst ? consumers.values().map(({ consumerId }) => consumerId) : this.#due(block);
    this.#hasLooked = true;
    for (const { consumerId } of this.#book.values()) {
      if (consumers.get(consumerId)?.phase === "deleted") this.#book.remove(consumerId, block.height);
    }
    // Before launch parameters apply at once, and a deleted consumer keeps none (§2.3).
    const ids = touched.filter((id) => ["launched", "stopped"].includes(consumers.get(id)?.phase ?? ""));
    if (ids.length === 0) return;
    ids.sort(compareConsumerIds);
    const unbondingNs = BigInt(context.facts.params.get("params")?.unbondingPeriodNs ?? "0");
    const answers = await Promise.all(
      ids.map((id) =>
        context.dialect.fetchQueuedInfraction(id, block.timeNs + unbondingNs, block.height, context.signal),
      ),
    );
    for (const [i, consumerId] of ids.entries()) {
      const answer = answers[i];
      if (answer === undefined) {
        this.#book.remove(consumerId, block.height);
        continue;
      }
      const { infraction, isScheduledThen } = answer;
      const dueNs = isScheduledThen ? block.timeNs + unbondingNs : this.#book.get(consumerId)?.dueNs;
      this.#book.set({ consumerId, infraction, ...(dueNs === undefined ? {} : { dueNs }) }, block.height);
    }
  }

  /** Consumers an owner updated in this block, and those whose parameters apply by now. */
  #due({ events, timeNs }: DecodedBlock): ConsumerId[] {
    const updated = events.flatMap(({ type, attrs }) =>
      // The same type also reports a received reward (§9.28).
      type === "update_consumer" && attrs.reward_denom === undefined
        ? (parseConsumerId(attrs.consumer_id ?? "") ?? [])
        : [],
    );
    const applied = this.#book.values().flatMap(({ consumerId, dueNs }) => {
      return dueNs !== undefined && dueNs <= timeNs ? [consumerId] : [];
    });
    return [...new Set([...updated, ...applied])];
  }

  drain(): RowsByTable {
    return {
      queued_infraction: this.#book.drain().map(({ fact, from, until }) => ({
        consumer_id: fact.consumerId,
        infraction: fact.infraction,
        due_ns: fact.dueNs === undefined ? null : String(fact.dueNs),
        from_height: from,
        until_height: until ?? String(OPEN_ENDED),
      })),
    };
  }

  memory(): unknown {
    return { hasLooked: this.#hasLooked };
  }
}
