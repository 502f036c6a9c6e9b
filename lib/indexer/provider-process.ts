import type { ProviderDialect } from "@/lib/chain/dialect";
import { decodeVscPacket } from "@/lib/chain/packets";
import type { ChainClient, ChainEvent, DecodedBlock } from "@/lib/chain/types";
import { diffSets } from "@/lib/ics/diff-sets";
import { isEpochBoundary } from "@/lib/ics/epoch";
import { type ConsHex, type ConsumerId, compareConsumerIds } from "@/lib/ics/ids";
import { computeNextSet, type NextSet } from "@/lib/ics/next-set";
import { nanosOf } from "@/lib/ics/time";
import type { ConsumerFacts, ValidatorUpdate, VscPacketData } from "@/lib/ics/types";
import { BlockRows } from "./block-rows";
import type { ChainProcess, RowsByTable } from "./chain-process";
import { ClientTracker } from "./client-tracker";
import { addressOf, CometTracker } from "./comet-tracker";
import { MeterTracker } from "./meter-tracker";
import { consumersToReread, type EventTouch, touchedByEvents } from "./provider-events";
import { ProviderFacts } from "./provider-facts";
import { loadProviderRows, providerRows } from "./provider-rows";
import { derivePowerReduction, StakingTracker } from "./staking-tracker";
import { Timeline } from "./timeline";

/** Every how many epochs all sets are read whether or not anything says that they changed. */
const AUDIT_EPOCHS = 10;

/** What the indexer must remember between blocks beside the open rows. Kept as JSON with the cursor. */
interface ProviderMemory {
  readonly learned: boolean;
  readonly nextValsetUpdateId: string;
  readonly powerReduction: string;
  readonly infractionDueNs: Readonly<Record<string, string>>;
  readonly dirtySince?: number;
  readonly meterCandidate?: string;
  readonly epochsSeen: number;
  readonly closedChannels: readonly string[];
}

/** Figures about the indexing itself. */
export interface ProviderCounters {
  relearnedSets: number;
  stakingMismatches: number;
  mispredictedSets: number;
  auditMismatches: number;
}

/**
 * Turns the provider's blocks into history rows. Events decide what is read again; the state at that height decides
 * what is true.
 */
export class ProviderProcess implements ChainProcess {
  readonly comet = new CometTracker();
  readonly facts = new ProviderFacts();
  readonly staking = new StakingTracker(1_000_000n);
  readonly counters: ProviderCounters = {
    relearnedSets: 0,
    stakingMismatches: 0,
    mispredictedSets: 0,
    auditMismatches: 0,
  };
  readonly #meter = new MeterTracker(this.facts.meter);
  readonly #blocks = new BlockRows();
  readonly #clients = new ClientTracker();
  readonly #timeline = new Timeline();
  readonly #epochs: { vscId: bigint; height: number }[] = [];
  readonly #closedChannels = new Set<string>();
  #chainId = "";
  #learned = false;
  #nextValsetUpdateId = 0n;
  #epochsSeen = 0;
  #infractionDueNs = new Map<string, bigint>();

  constructor(
    private readonly client: ChainClient,
    private readonly dialect: ProviderDialect,
  ) {}

  resume(open: Parameters<ChainProcess["resume"]>[0]): void {
    loadProviderRows(open, { comet: this.comet, facts: this.facts, staking: this.staking, clients: this.#clients });
    const memory = open.memory as ProviderMemory | undefined;
    if (!memory) return;
    this.#learned = memory.learned;
    this.#nextValsetUpdateId = BigInt(memory.nextValsetUpdateId);
    this.#epochsSeen = memory.epochsSeen;
    for (const channel of memory.closedChannels) this.#closedChannels.add(channel);
    this.#infractionDueNs = new Map(Object.entries(memory.infractionDueNs).map(([id, ns]) => [id, BigInt(ns)]));
    this.staking.powerReduction = BigInt(memory.powerReduction);
    this.staking.dirtySince = memory.dirtySince;
    this.#meter.resume(memory.meterCandidate);
  }

  async step(block: DecodedBlock, afterGap: boolean, signal?: AbortSignal): Promise<void> {
    this.#chainId = block.chainId;
    this.#blocks.add(block);
    await this.comet.apply(block, block.validatorUpdates, (h) => this.client.fetchValidators(h, signal), afterGap);
    this.#clients.follow(block);
    if (!this.#learned || afterGap) await this.#learn(block, signal);
    else await this.#follow(block, signal);
    this.#timeline.record(block);
    this.counters.relearnedSets = this.comet.relearned;
    this.counters.stakingMismatches = this.staking.mismatches;
  }

  drain(): RowsByTable {
    const books = { comet: this.comet, facts: this.facts, staking: this.staking, clients: this.#clients };
    const rows = providerRows({ ...books, timeline: this.#timeline, epochs: this.#epochs.splice(0) }, this.#chainId);
    return { ...rows, ...this.#blocks.drain() };
  }

  memory(): unknown {
    const memory: ProviderMemory = {
      learned: this.#learned,
      nextValsetUpdateId: String(this.#nextValsetUpdateId),
      powerReduction: String(this.staking.powerReduction),
      infractionDueNs: Object.fromEntries([...this.#infractionDueNs].map(([id, ns]) => [id, String(ns)])),
      epochsSeen: this.#epochsSeen,
      closedChannels: [...this.#closedChannels],
      ...(this.staking.dirtySince === undefined ? {} : { dirtySince: this.staking.dirtySince }),
      ...(this.#meter.candidate === undefined ? {} : { meterCandidate: this.#meter.candidate }),
    };
    return memory;
  }

  /** Reads everything there is at this height: at the first block, and after a stretch that no node keeps any more. */
  async #learn(block: DecodedBlock, signal?: AbortSignal): Promise<void> {
    const { height } = block;
    await this.#readParams(height, signal);
    const validators = await this.dialect.fetchProviderValidators(height, signal);
    this.staking.powerReduction = derivePowerReduction(validators, this.comet.pending());
    this.staking.takeState(validators, this.comet.pending(), height, true);
    this.staking.settle(this.comet.pending(), height);
    const summaries = await this.dialect.fetchConsumers(height, signal);
    for (const { consumerId } of summaries) {
      const consumer = await this.#readConsumer(consumerId, height, signal);
      if (!consumer || consumer.phase === "deleted") continue;
      await this.#readOptedIn(consumer, height, signal);
      await this.#readAssignedKeys(consumerId, height, signal);
      const members = this.facts.optedInOf(consumerId);
      const rates = await this.dialect.fetchCommissionRates(consumerId, [...members], height, signal);
      const rows = [...rates].map(([consAddress, rate]) => ({ consumerId, consAddress, rate }));
      this.facts.commissions.replace(rows, height, (row) => row.consumerId === consumerId);
      if (consumer.phase === "launched") await this.#readStored(consumer, height, true, signal);
      if (consumer.phase === "launched" || consumer.phase === "stopped")
        await this.#readQueue(consumerId, height, signal);
    }
    this.#nextValsetUpdateId = await this.dialect.fetchNextValsetUpdateId(height, signal);
    this.#meter.take(await this.dialect.fetchSlashMeter(height, signal), block.time, this.#params(), height);
    this.#learned = true;
  }

  async #follow(block: DecodedBlock, signal?: AbortSignal): Promise<void> {
    const { height } = block;
    const touched = touchedByEvents(block.events);
    const isEpoch = isEpochBoundary(height, this.#params().blocksPerEpoch);
    this.#meter.beginBlock(block.time, this.staking.totalPower(), this.#params());
    await this.#followStaking(block, touched, isEpoch, signal);
    if (touched.params) await this.#readParams(height, signal);
    await this.#followConsumers(block, touched, signal);
    if (isEpoch) await this.#epoch(block, signal);
    if (touched.slashPacket) {
      this.#meter.take(await this.dialect.fetchSlashMeter(height, signal), block.time, this.#params(), height);
    }
    this.#meter.endBlock(this.staking.totalPower(), this.#params(), height);
  }

  async #followStaking(
    block: DecodedBlock,
    touched: EventTouch,
    isEpoch: boolean,
    signal?: AbortSignal,
  ): Promise<void> {
    for (const event of block.events) this.staking.follow(event, block.height);
    if (touched.punishment) {
      const left = block.validatorUpdates.filter((update) => update.power === 0n);
      this.staking.markJailed(new Set(left.map((update) => addressOf(update.pubKey))));
    }
    // Events carry exact amounts (§5.5), so every fourth epoch is often enough to hold them against the state.
    if ((isEpoch && this.#epochsSeen % 4 === 0) || this.staking.dirtySince !== undefined) {
      const validators = await this.dialect.fetchProviderValidators(block.height, signal);
      this.staking.takeState(validators, this.comet.pending(), block.height, isEpoch);
    }
    this.staking.settle(this.comet.pending(), block.height);
  }

  async #followConsumers(block: DecodedBlock, touched: EventTouch, signal?: AbortSignal): Promise<void> {
    const { height } = block;
    const timeNs = nanosOf(block.time);
    for (const channel of touched.closedChannels) this.#closedChannels.add(channel);
    const due = consumersToReread(this.facts.consumers.values(), touched, timeNs, this.#infractionDueNs);
    for (const consumerId of [...due].sort(compareConsumerIds)) {
      await this.#readConsumer(consumerId, height, signal);
      if (touched.updated.has(consumerId))
        this.#infractionDueNs.set(consumerId, timeNs + BigInt(this.#params().unbondingPeriodNs));
      else if ((this.#infractionDueNs.get(consumerId) ?? timeNs + 1n) <= timeNs)
        this.#infractionDueNs.delete(consumerId);
    }
    for (const consumerId of touched.optIns) {
      const consumer = this.facts.consumers.get(consumerId);
      if (consumer) await this.#readOptedIn(consumer, height, signal);
    }
    for (const consumerId of touched.keys) await this.#readAssignedKeys(consumerId, height, signal);
    for (const [consumerId, operators] of touched.commissions) {
      const members = operators.flatMap((operator) => this.staking.findByOperator(operator)?.consAddress ?? []);
      const rates = await this.dialect.fetchCommissionRates(consumerId, members, height, signal);
      for (const [consAddress, rate] of rates) this.facts.commissions.set({ consumerId, consAddress, rate }, height);
    }
  }

  async #epoch(block: DecodedBlock, signal?: AbortSignal): Promise<void> {
    const { height } = block;
    const vscId = this.#nextValsetUpdateId;
    this.#epochs.push({ vscId, height });
    this.#nextValsetUpdateId += 1n;
    this.#epochsSeen += 1;
    for (const consumer of this.facts.consumers.values()) {
      if (consumer.phase !== "launched" || consumer.clientId === undefined) continue;
      await this.#consumerEpoch(consumer, vscId, block, signal);
    }
    if (this.#isAudit()) await this.#audit(height, signal);
  }

  /**
   * A set changes at an epoch exactly when a packet is queued, and the packet carries the change (§6.2). So there are two
   * paths to the new set that know nothing of each other: our computation, and the packet as sent or queued. Where they
   * agree the set is known without asking; where they do not, or equals leave the order open, the stored rows are read.
   */
  async #consumerEpoch(
    consumer: ConsumerFacts,
    vscId: bigint,
    block: DecodedBlock,
    signal?: AbortSignal,
  ): Promise<void> {
    const { consumerId } = consumer;
    const { height } = block;
    const predicted = this.#predict(consumer, height);
    if (predicted.minPower !== undefined && predicted.minPower !== consumer.minPowerInTopN) {
      const minPowerInTopN = await this.dialect.fetchMinPowerInTopN(consumerId, height, signal);
      const { minPowerInTopN: _before, ...rest } = consumer;
      this.facts.consumers.set(minPowerInTopN === undefined ? rest : { ...rest, minPowerInTopN }, height);
    }
    if (predicted.autoOptedIn.length > 0) await this.#readOptedIn(consumer, height, signal);

    const expected = diffSets(this.facts.storedOf(consumerId), predicted.set);
    const sent = vscPacketsSent(block.events, consumer.channelId);
    if (this.facts.queuedOf(consumerId).length > 0 || (sent.length === 0 && expected.length > 0)) {
      await this.#readQueue(consumerId, height, signal);
    }
    const queued = this.facts.queuedOf(consumerId).map((row) => row.packet);
    const carried = [...sent, ...queued].find((packet) => packet.valsetUpdateId === vscId)?.updates ?? [];
    if (predicted.ties.length === 0 && sameUpdates(expected, carried)) {
      this.facts.setStored(consumerId, predicted.set, height);
    } else {
      this.counters.mispredictedSets += predicted.ties.length === 0 ? 1 : 0;
      await this.#readStored(consumer, height, false, signal);
    }
    // Sending on a closed channel stops a consumer, without an event of its own (§6.1).
    if (consumer.channelId !== undefined && this.#closedChannels.has(consumer.channelId)) {
      await this.#readConsumer(consumerId, height, signal);
    }
  }

  /** Reads what nothing asked for, so that a change without an event or a wrong expectation cannot stay unnoticed. */
  async #audit(height: number, signal?: AbortSignal): Promise<void> {
    const summaries = await this.dialect.fetchConsumers(height, signal);
    for (const summary of summaries) {
      await this.#auditStored(summary.consumerId, height, signal);
      const known = this.facts.consumers.get(summary.consumerId);
      if (known?.phase === summary.phase && known.clientId === summary.clientId && known.chainId === summary.chainId)
        continue;
      this.counters.auditMismatches += 1;
      await this.#readConsumer(summary.consumerId, height, signal);
    }
    await this.#readParams(height, signal);
    const nextId = await this.dialect.fetchNextValsetUpdateId(height, signal);
    if (nextId !== this.#nextValsetUpdateId) this.counters.auditMismatches += 1;
    this.#nextValsetUpdateId = nextId;
  }

  async #auditStored(consumerId: ConsumerId, height: number, signal?: AbortSignal): Promise<void> {
    const consumer = this.facts.consumers.get(consumerId);
    if (consumer?.phase !== "launched") return;
    const before = this.facts.storedOf(consumerId);
    await this.#readStored(consumer, height, false, signal);
    if (diffSets(before, this.facts.storedOf(consumerId)).length > 0) this.counters.auditMismatches += 1;
  }

  #isAudit(): boolean {
    return this.#epochsSeen % AUDIT_EPOCHS === 0;
  }

  #predict(consumer: ConsumerFacts, height: number): NextSet {
    const { consumerId } = consumer;
    return computeNextSet({
      providerHeight: height,
      validators: this.staking.values(),
      maxProviderConsensusValidators: this.#params().maxProviderConsensusValidators,
      powerShaping: consumer.powerShaping,
      optedIn: this.facts.optedInOf(consumerId),
      assignedKeys: new Map(this.facts.assignedKeysOf(consumerId).map((row) => [row.consAddress, row.pubKey])),
      previousSet: this.facts.storedOf(consumerId),
    });
  }

  #params() {
    const params = this.facts.params.get("params");
    if (!params) throw new Error("provider parameters have not been read");
    return params;
  }

  async #readParams(height: number, signal?: AbortSignal): Promise<void> {
    const params = await this.dialect.fetchParams(height, signal);
    const registeredRewardDenoms = await this.dialect.fetchRegisteredRewardDenoms(height, signal);
    const staking = await this.dialect.fetchStakingParams(height, signal);
    this.facts.params.set({ ...params, ...staking, registeredRewardDenoms }, height);
  }

  async #readConsumer(
    consumerId: ConsumerId,
    height: number,
    signal?: AbortSignal,
  ): Promise<ConsumerFacts | undefined> {
    const before = this.facts.consumers.get(consumerId);
    const consumer = await this.dialect.fetchConsumer(consumerId, height, signal);
    if (!consumer) return undefined;
    this.facts.consumers.set(consumer, height);
    this.#timeline.compare(before, consumer, height);
    if (consumer.phase === "launched" && before !== undefined && before.phase !== "launched") {
      if (consumer.powerShaping.topN > 0) await this.#readOptedIn(consumer, height, signal);
      await this.#readStored(consumer, height, false, signal);
    }
    if (consumer.phase === "deleted" && before?.phase !== "deleted") this.facts.forgetDeleted(consumerId, height);
    return consumer;
  }

  /** The query answers only until the consumer is stopped; the rows stay as they were then (§1.3, §6.1). */
  async #readOptedIn(consumer: ConsumerFacts, height: number, signal?: AbortSignal): Promise<void> {
    if (consumer.phase === "stopped" || consumer.phase === "deleted") return;
    const members = await this.dialect.fetchOptedIn(consumer.consumerId, height, signal);
    this.facts.setOptedIn(consumer.consumerId, members, height);
  }

  async #readAssignedKeys(consumerId: ConsumerId, height: number, signal?: AbortSignal): Promise<void> {
    this.facts.setAssignedKeys(consumerId, await this.dialect.fetchAssignedKeys(consumerId, height, signal), height);
  }

  async #readQueue(consumerId: ConsumerId, height: number, signal?: AbortSignal): Promise<void> {
    this.facts.setQueued(consumerId, await this.dialect.fetchQueuedPackets(consumerId, height, signal), height);
  }

  /** `fromStore`: nothing is known of the members' past, so their join heights are read as well. */
  async #readStored(consumer: ConsumerFacts, height: number, fromStore: boolean, signal?: AbortSignal): Promise<void> {
    const { consumerId } = consumer;
    const members = await this.dialect.fetchStoredSet(consumerId, height, signal);
    const addresses = members.map((member) => member.consAddress);
    const joins: ReadonlyMap<ConsHex, number> | undefined = fromStore
      ? await this.dialect.fetchStoredJoinHeights(consumerId, addresses, height, signal)
      : undefined;
    this.facts.setStored(consumerId, members, height, joins);
  }
}

/** Packets to one consumer in the EndBlock of this block; one that cannot be decoded carries nothing we know. */
function vscPacketsSent(events: readonly ChainEvent[], channelId: string | undefined): VscPacketData[] {
  if (channelId === undefined) return [];
  return events.flatMap(({ type, attrs }) => {
    if (type !== "send_packet" || attrs.packet_src_port !== "provider" || attrs.packet_src_channel !== channelId)
      return [];
    try {
      return [decodeVscPacket(attrs.packet_data_hex ?? "")];
    } catch {
      return [];
    }
  });
}

function sameUpdates(a: readonly ValidatorUpdate[], b: readonly ValidatorUpdate[]): boolean {
  if (a.length !== b.length) return false;
  const powers = new Map(b.map((update) => [update.pubKey, update.power]));
  return a.every((update) => powers.get(update.pubKey) === update.power);
}
