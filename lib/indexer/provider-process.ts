import type { ProviderDialect } from "@/lib/chain/dialect";
import { decodeVscPacket } from "@/lib/chain/packets";
import type { ChainClient, ChainEvent, DecodedBlock } from "@/lib/chain/types";
import { diffSets } from "@/lib/ics/diff-sets";
import { isEpochBoundary } from "@/lib/ics/epoch";
import { type ConsHex, type ConsumerId, compareConsumerIds } from "@/lib/ics/ids";
import { computeNextSet, type NextSet } from "@/lib/ics/next-set";
import { derivePowerReduction } from "@/lib/ics/power-reduction";
import type { ConsumerFacts, ValidatorUpdate, VscPacketData } from "@/lib/ics/types";
import { BlockRows } from "./block-rows";
import type { ChainProcess, RowsByTable, Subject } from "./chain-process";
import { ClientTracker } from "./client-tracker";
import { addressOf, CometTracker } from "./comet-tracker";
import { coreSubject } from "./core-subject";
import { EarlyAnswers } from "./early-answers";
import { foreseeable, isStateCheck } from "./foreseeable";
import { MeterTracker } from "./meter-tracker";
import { consumersToReread, type EventTouch, touchedByEvents } from "./provider-events";
import { ProviderFacts } from "./provider-facts";
import { providerFollowers } from "./provider-followers";
import { loadProviderRows, providerRows } from "./provider-rows";
import { StakingTracker } from "./staking-tracker";
import { Timeline } from "./timeline";
import { readWholeConsumer, type WholeConsumer } from "./whole-consumer";

/** Every how many epochs all sets are read whether or not anything says that they changed. */
const AUDIT_EPOCHS = 10;

/** How often stake is held against the state once there are no epochs any more. */
const STATE_CHECK_BLOCKS = 600;

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
  readonly followers?: Readonly<Record<string, unknown>>;
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
  readonly #followers;
  readonly #epochs: { vscId: bigint; height: number }[] = [];
  readonly #closedChannels = new Set<string>();
  readonly #early: EarlyAnswers;
  private readonly dialect: ProviderDialect;
  #chainId = "";
  /** The last block taken by this very process; nothing is foreseen from one that only its store knows. */
  #height: number | undefined;
  #learned = false;
  #nextValsetUpdateId = 0n;
  #epochsSeen = 0;
  #infractionDueNs = new Map<string, bigint>();

  constructor(
    private readonly client: ChainClient,
    dialect: ProviderDialect,
    /** Since when the provider's module is gone, if it is, and how its store is read then. */
    private readonly absent?: { readonly since: number; readonly dialect: ProviderDialect },
    /** Subjects not followed. */
    without: readonly string[] = [],
  ) {
    this.#early = new EarlyAnswers(dialect);
    this.dialect = this.#early.dialect;
    this.#followers = providerFollowers(without);
  }

  get subjects(): readonly Subject[] {
    return [coreSubject("provider"), ...this.#followers.subjects];
  }

  get late(): readonly string[] {
    return this.#followers.late;
  }

  resume(open: Parameters<ChainProcess["resume"]>[0]): void {
    loadProviderRows(open, { comet: this.comet, facts: this.facts, staking: this.staking, clients: this.#clients });
    const memory = open.memory as ProviderMemory | undefined;
    this.#followers.resume(open, memory?.followers);
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

  foresee(block: DecodedBlock, signal?: AbortSignal): void {
    const height = this.#height;
    const isAbsent = this.absent !== undefined && block.height >= this.absent.since;
    if (height === undefined || isAbsent || block.height <= height) return;
    const taken = { height, epochsSeen: this.#epochsSeen, facts: this.facts };
    for (const question of foreseeable(block, taken)) this.#early.ask(question, signal);
  }

  async step(block: DecodedBlock, afterGap: boolean, signal?: AbortSignal): Promise<void> {
    this.#chainId = block.chainId;
    this.#blocks.add(block);
    const fetchSet = (h: number, hash: string) => this.client.fetchValidators(h, hash, signal);
    await this.comet.apply(block, block.validatorUpdates, fetchSet, afterGap);
    this.#clients.follow(block);
    const frozen = this.absent !== undefined && block.height >= this.absent.since ? this.absent.dialect : undefined;
    if (frozen) await this.#followWithout(block, frozen, !this.#learned || afterGap, signal);
    else if (!this.#learned || afterGap) {
      await this.#learn(block, this.dialect, signal);
      this.#meter.take(
        await this.dialect.fetchSlashMeter(block.height, signal),
        block.time,
        this.#params(),
        block.height,
      );
    } else await this.#follow(block, signal);
    const clientIds = [...this.facts.consumers.values()].flatMap(({ clientId }) => clientId ?? []);
    await this.#clients.complete(clientIds, this.client, block.height, signal);
    this.#timeline.record(block);
    const { client, comet, facts, staking } = this;
    const dialect = frozen ?? this.dialect;
    const context = { client, comet, dialect, facts, staking, afterGap, ...(signal ? { signal } : {}) };
    await this.#followers.step(block, context);
    this.#height = block.height;
    this.#early.forgetUntil(block.height);
    this.counters.relearnedSets = this.comet.relearned;
    this.counters.stakingMismatches = this.staking.mismatches;
  }

  drain(): RowsByTable {
    const books = { comet: this.comet, facts: this.facts, staking: this.staking, clients: this.#clients };
    const rows = providerRows({ ...books, timeline: this.#timeline, epochs: this.#epochs.splice(0) }, this.#chainId);
    return { ...rows, ...this.#blocks.drain(), ...this.#followers.drain(this.#chainId) };
  }

  memory(): unknown {
    const memory: ProviderMemory = {
      learned: this.#learned,
      nextValsetUpdateId: String(this.#nextValsetUpdateId),
      powerReduction: String(this.staking.powerReduction),
      infractionDueNs: Object.fromEntries([...this.#infractionDueNs].map(([id, ns]) => [id, String(ns)])),
      epochsSeen: this.#epochsSeen,
      closedChannels: [...this.#closedChannels],
      followers: this.#followers.memory(),
      ...(this.staking.dirtySince === undefined ? {} : { dirtySince: this.staking.dirtySince }),
      ...(this.#meter.candidate === undefined ? {} : { meterCandidate: this.#meter.candidate }),
    };
    return memory;
  }

  /** Reads everything there is at this height: at the first block, and after a stretch that no node keeps any more. */
  async #learn(block: DecodedBlock, dialect: ProviderDialect, signal?: AbortSignal): Promise<void> {
    const { height } = block;
    const [, validators, summaries, nextValsetUpdateId] = await Promise.all([
      this.#readParams(height, signal, dialect),
      dialect.fetchProviderValidators(height, signal),
      dialect.fetchConsumers(height, signal),
      dialect.fetchNextValsetUpdateId(height, signal),
    ]);
    this.staking.powerReduction = derivePowerReduction(validators, this.comet.pending());
    this.staking.takeState(validators, this.comet.pending(), height, true);
    this.staking.settle(this.comet.pending(), height);
    const wholes = await Promise.all(
      summaries.map(({ consumerId }) => readWholeConsumer(dialect, consumerId, height, signal)),
    );
    for (const whole of wholes) if (whole) this.#takeWhole(whole, height);
    this.#nextValsetUpdateId = nextValsetUpdateId;
    this.#learned = true;
  }

  #takeWhole({ consumer, members }: WholeConsumer, height: number): void {
    const { consumerId } = consumer;
    this.#takeConsumer(consumer, height);
    if (!members) return;
    if (members.optedIn) this.facts.setOptedIn(consumerId, members.optedIn, height);
    this.facts.setAssignedKeys(consumerId, members.assignedKeys, height);
    const rates = [...members.rates].map(([consAddress, rate]) => ({ consumerId, consAddress, rate }));
    this.facts.commissions.replace(rates, height, (row) => row.consumerId === consumerId);
    if (members.stored) this.facts.setStored(consumerId, members.stored, height, members.joinHeights);
    if (members.queued) this.facts.setQueued(consumerId, members.queued, height);
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

  /**
   * A block of a provider whose module is gone. What it said last stays, as of then; stake and validators go on. Its queues
   * were emptied when it went (§7.4), and nobody fills the slash meter any more.
   */
  async #followWithout(
    block: DecodedBlock,
    frozen: ProviderDialect,
    isFirst: boolean,
    signal?: AbortSignal,
  ): Promise<void> {
    const { height } = block;
    if (isFirst) {
      await this.#learn(block, frozen, signal);
      return;
    }
    this.facts.meter.remove("meter", height);
    this.facts.queued.replace([], height);
    await this.#followStaking(block, touchedByEvents(block.events), height % STATE_CHECK_BLOCKS === 0, signal);
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
    if ((isEpoch && isStateCheck(this.#epochsSeen)) || this.staking.dirtySince !== undefined) {
      const validators = await this.dialect.fetchProviderValidators(block.height, signal);
      this.staking.takeState(validators, this.comet.pending(), block.height, isEpoch);
    }
    this.staking.settle(this.comet.pending(), block.height);
  }

  async #followConsumers(block: DecodedBlock, touched: EventTouch, signal?: AbortSignal): Promise<void> {
    const { height } = block;
    const { timeNs } = block;
    for (const channel of touched.closedChannels) this.#closedChannels.add(channel);
    const due = consumersToReread(this.facts.consumers.values(), touched, timeNs, this.#infractionDueNs);
    const ids = [...due].sort(compareConsumerIds);
    const fetched = await Promise.all(ids.map((id) => this.dialect.fetchConsumer(id, height, signal)));
    for (const [i, consumerId] of ids.entries()) {
      const consumer = fetched[i];
      if (consumer) await this.#takeReread(consumer, height, signal);
      if (touched.updated.has(consumerId))
        this.#infractionDueNs.set(consumerId, timeNs + BigInt(this.#params().unbondingPeriodNs));
      else if ((this.#infractionDueNs.get(consumerId) ?? timeNs + 1n) <= timeNs)
        this.#infractionDueNs.delete(consumerId);
    }
    const optIns = [...touched.optIns].flatMap((id) => this.facts.consumers.get(id) ?? []);
    await Promise.all([
      ...optIns.map((consumer) => this.#readOptedIn(consumer, height, signal)),
      ...[...touched.keys].map((consumerId) => this.#readAssignedKeys(consumerId, height, signal)),
      ...[...touched.commissions].map(([id, operators]) => this.#readCommissions(id, operators, height, signal)),
    ]);
  }

  async #readCommissions(
    consumerId: ConsumerId,
    operators: readonly string[],
    height: number,
    signal?: AbortSignal,
  ): Promise<void> {
    const members = operators.flatMap((operator) => this.staking.findByOperator(operator)?.consAddress ?? []);
    const rates = await this.dialect.fetchCommissionRates(consumerId, members, height, signal);
    for (const [consAddress, rate] of rates) this.facts.commissions.set({ consumerId, consAddress, rate }, height);
  }

  async #epoch(block: DecodedBlock, signal?: AbortSignal): Promise<void> {
    const { height } = block;
    const vscId = this.#nextValsetUpdateId;
    this.#epochs.push({ vscId, height });
    this.#nextValsetUpdateId += 1n;
    this.#epochsSeen += 1;
    const secured = [...this.facts.consumers.values()].filter(
      ({ phase, clientId }) => phase === "launched" && clientId !== undefined,
    );
    const plans = secured.map((consumer) => this.#planEpoch(consumer, block));
    // All is asked for at once and taken in order, so that rows do not depend on which answer came first.
    const answers = await Promise.all(plans.map((plan) => this.#askForPlan(plan, height, signal)));
    for (const [i, plan] of plans.entries()) await this.#takeEpoch(plan, answers[i] ?? {}, vscId, height, signal);
    if (this.#isAudit()) await this.#audit(height, signal);
  }

  #planEpoch(consumer: ConsumerFacts, block: DecodedBlock): EpochPlan {
    const { consumerId } = consumer;
    const predicted = this.#predict(consumer, block.height);
    const expected = diffSets(this.facts.storedOf(consumerId), predicted.set);
    const sent = vscPacketsSent(block.events, consumer.channelId);
    const asksQueue = this.facts.queuedOf(consumerId).length > 0 || (sent.length === 0 && expected.length > 0);
    return { consumer, predicted, expected, sent, asksQueue };
  }

  async #askForPlan(plan: EpochPlan, height: number, signal?: AbortSignal): Promise<EpochAnswers> {
    const { consumerId, minPowerInTopN } = plan.consumer;
    const { minPower, autoOptedIn } = plan.predicted;
    const asksMinPower = minPower !== undefined && minPower !== minPowerInTopN;
    const [minPowerNow, optedIn, queued] = await Promise.all([
      asksMinPower ? this.dialect.fetchMinPowerInTopN(consumerId, height, signal) : undefined,
      autoOptedIn.length > 0 ? this.dialect.fetchOptedIn(consumerId, height, signal) : undefined,
      plan.asksQueue ? this.dialect.fetchQueuedPackets(consumerId, height, signal) : undefined,
    ]);
    return {
      ...(asksMinPower ? { minPower: { value: minPowerNow } } : {}),
      ...(optedIn ? { optedIn } : {}),
      ...(queued ? { queued } : {}),
    };
  }

  /**
   * A set changes at an epoch exactly when a packet is queued, and the packet carries the change (§6.2). So there are two
   * paths to the new set that know nothing of each other: our computation, and the packet as sent or queued. Where they
   * agree the set is known without asking; where they do not, or equals leave the order open, the stored rows are read.
   */
  async #takeEpoch(
    { consumer, predicted, expected, sent }: EpochPlan,
    answers: EpochAnswers,
    vscId: bigint,
    height: number,
    signal?: AbortSignal,
  ): Promise<void> {
    const { consumerId } = consumer;
    if (answers.minPower) {
      const { minPowerInTopN: _before, ...rest } = consumer;
      const { value } = answers.minPower;
      this.facts.consumers.set(value === undefined ? rest : { ...rest, minPowerInTopN: value }, height);
    }
    if (answers.optedIn) this.facts.setOptedIn(consumerId, answers.optedIn, height);
    if (answers.queued) this.facts.setQueued(consumerId, answers.queued, height);
    const queued = this.facts.queuedOf(consumerId).map((row) => row.packet);
    const carried = [...sent, ...queued].find((packet) => packet.valsetUpdateId === vscId)?.updates ?? [];
    if (predicted.ties.length === 0 && sameUpdates(expected, carried)) {
      this.facts.setStored(consumerId, predicted.set, height);
    } else {
      this.counters.mispredictedSets += predicted.ties.length === 0 ? 1 : 0;
      await this.#readStored(consumer, height, signal);
    }
    // Sending on a closed channel stops a consumer, without an event of its own (§6.1).
    if (consumer.channelId !== undefined && this.#closedChannels.has(consumer.channelId)) {
      await this.#readConsumer(consumerId, height, signal);
    }
  }

  /** Reads what nothing asked for, so that a change without an event or a wrong expectation cannot stay unnoticed. */
  async #audit(height: number, signal?: AbortSignal): Promise<void> {
    const [summaries, nextId] = await Promise.all([
      this.dialect.fetchConsumers(height, signal),
      this.dialect.fetchNextValsetUpdateId(height, signal),
      this.#readParams(height, signal),
      ...[...this.facts.consumers.values()].map((consumer) => this.#auditStored(consumer, height, signal)),
    ]);
    for (const summary of summaries) {
      const known = this.facts.consumers.get(summary.consumerId);
      if (known?.phase === summary.phase && known.clientId === summary.clientId && known.chainId === summary.chainId)
        continue;
      this.counters.auditMismatches += 1;
      await this.#readConsumer(summary.consumerId, height, signal);
    }
    if (nextId !== this.#nextValsetUpdateId) this.counters.auditMismatches += 1;
    this.#nextValsetUpdateId = nextId;
  }

  async #auditStored(consumer: ConsumerFacts, height: number, signal?: AbortSignal): Promise<void> {
    if (consumer.phase !== "launched") return;
    const before = this.facts.storedOf(consumer.consumerId);
    await this.#readStored(consumer, height, signal);
    const after = this.facts.storedOf(consumer.consumerId);
    if (diffSets(before, after).length > 0) this.counters.auditMismatches += 1;
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

  async #readParams(height: number, signal?: AbortSignal, dialect = this.dialect): Promise<void> {
    const [params, registeredRewardDenoms, staking] = await Promise.all([
      dialect.fetchParams(height, signal),
      dialect.fetchRegisteredRewardDenoms(height, signal),
      dialect.fetchStakingParams(height, signal),
    ]);
    this.facts.params.set({ ...params, ...staking, registeredRewardDenoms }, height);
  }

  async #readConsumer(consumerId: ConsumerId, height: number, signal?: AbortSignal): Promise<void> {
    const consumer = await this.dialect.fetchConsumer(consumerId, height, signal);
    if (consumer) await this.#takeReread(consumer, height, signal);
  }

  /** Takes a consumer as it was read, and reads what a launch brings with it. */
  async #takeReread(consumer: ConsumerFacts, height: number, signal?: AbortSignal): Promise<void> {
    const before = this.#takeConsumer(consumer, height);
    if (consumer.phase === "launched" && before !== undefined && before.phase !== "launched") {
      if (consumer.powerShaping.topN > 0) await this.#readOptedIn(consumer, height, signal);
      await this.#readStored(consumer, height, signal);
    }
    if (consumer.phase === "deleted" && before?.phase !== "deleted")
      this.facts.forgetDeleted(consumer.consumerId, height);
  }

  /** Returns what was known before. */
  #takeConsumer(consumer: ConsumerFacts, height: number): ConsumerFacts | undefined {
    const before = this.facts.consumers.get(consumer.consumerId);
    this.facts.consumers.set(consumer, height);
    this.#timeline.compare(before, consumer, height);
    return before;
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

  async #readStored({ consumerId }: ConsumerFacts, height: number, signal?: AbortSignal): Promise<void> {
    this.facts.setStored(consumerId, await this.dialect.fetchStoredSet(consumerId, height, signal), height);
  }
}

/** What is expected of one consumer at an epoch, before anything is asked. */
interface EpochPlan {
  readonly consumer: ConsumerFacts;
  readonly predicted: NextSet;
  readonly expected: readonly ValidatorUpdate[];
  readonly sent: readonly VscPacketData[];
  readonly asksQueue: boolean;
}

interface EpochAnswers {
  readonly minPower?: { readonly value: bigint | undefined };
  readonly optedIn?: readonly ConsHex[];
  readonly queued?: readonly VscPacketData[];
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
