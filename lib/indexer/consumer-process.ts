import { detectConsumer } from "@/lib/chain/detect";
import type { ChainClient, DecodedBlock } from "@/lib/chain/types";
import { type ConsumerId, parseConsumerId } from "@/lib/ics/ids";
import { BlockRows } from "./block-rows";
import type { ChainProcess, ResumeState, RowsByTable, Subject } from "./chain-process";
import { ClientTracker } from "./client-tracker";
import { CometTracker } from "./comet-tracker";
import { consumerFollowers } from "./consumer-followers";
import { coreSubject } from "./core-subject";
import { loadSharedRows, sharedRows } from "./provider-rows";

/** A chain that is no consumer yet (before a changeover) is asked again this often. */
const ASK_AGAIN_BLOCKS = 30;

interface ConsumerMemory {
  readonly consumerId?: string;
  readonly askAt?: number;
  readonly providerClientId?: string;
  readonly followers?: Readonly<Record<string, unknown>>;
}

/** Turns a consumer's blocks into rows: what it signs, which packets it took in and sent, and whose consumer it is. */
export class ConsumerProcess implements ChainProcess {
  readonly comet = new CometTracker();
  readonly counters = { relearnedSets: 0 };
  readonly #blocks = new BlockRows();
  readonly #clients = new ClientTracker();
  readonly #followers;
  #links: object[] = [];
  #consumerId: ConsumerId | undefined;
  #providerClientId: string | undefined;
  #askAt = 0;
  #chainId = "";

  /**
   * `configured`: the consumer id of the configuration, for chains whose module does not say it (before ICS v6.2).
   * `onDialect` is told how the chain is asked and since which height, once that is known. `without`: subjects not followed.
   */
  constructor(
    private readonly client: ChainClient,
    private readonly configured: ConsumerId | undefined,
    private readonly onDialect: (name: string, sinceHeight: number) => Promise<void>,
    without: readonly string[] = [],
  ) {
    this.#followers = consumerFollowers(without);
  }

  get subjects(): readonly Subject[] {
    return [coreSubject("consumer"), ...this.#followers.subjects];
  }

  get late(): readonly string[] {
    return this.#followers.late;
  }

  resume(state: ResumeState): void {
    loadSharedRows(state, { comet: this.comet, clients: this.#clients });
    const memory = state.memory as ConsumerMemory | undefined;
    this.#followers.resume(state, memory?.followers);
    this.#consumerId = memory?.consumerId === undefined ? undefined : parseConsumerId(memory.consumerId);
    this.#askAt = memory?.askAt ?? 0;
    this.#providerClientId = memory?.providerClientId;
  }

  async step(block: DecodedBlock, afterGap: boolean, signal?: AbortSignal): Promise<void> {
    this.#chainId = block.chainId;
    this.#blocks.add(block);
    const fetchSet = (h: number, hash: string) => this.client.fetchValidators(h, hash, signal);
    await this.comet.apply(block, block.validatorUpdates, fetchSet, afterGap);
    this.#clients.follow(block);
    if (this.#consumerId === undefined && block.height >= this.#askAt) await this.#ask(block, signal);
    if (this.#providerClientId !== undefined)
      await this.#clients.complete([this.#providerClientId], this.client, block.height, signal);
    const { client, comet } = this;
    const consumerId = this.#consumerId === undefined ? {} : { consumerId: this.#consumerId };
    await this.#followers.step(block, { client, comet, afterGap, ...consumerId, ...(signal ? { signal } : {}) });
    this.counters.relearnedSets = this.comet.relearned;
  }

  drain(): RowsByTable {
    return {
      ...this.#blocks.drain(),
      ...sharedRows({ comet: this.comet, clients: this.#clients }, this.#chainId),
      consumer_chain_link: this.#links.splice(0),
      ...this.#followers.drain(this.#chainId),
    };
  }

  memory(): ConsumerMemory {
    return {
      ...(this.#consumerId === undefined ? {} : { consumerId: this.#consumerId }),
      ...(this.#providerClientId === undefined ? {} : { providerClientId: this.#providerClientId }),
      askAt: this.#askAt,
      followers: this.#followers.memory(),
    };
  }

  /** Asks the chain which consumer of its provider it is: chain ids repeat, consumer ids do not (product.md §2.4). */
  async #ask(block: DecodedBlock, signal?: AbortSignal): Promise<void> {
    this.#askAt = block.height + ASK_AGAIN_BLOCKS;
    const found = await detectConsumer(this.client, block.height, signal);
    if (found.state !== "consumer") return;
    await this.onDialect(found.dialect.name, block.height);
    const providerClientId = await found.dialect.fetchProviderClientId(block.height, signal);
    this.#providerClientId = providerClientId;
    const id = found.params.consumerId ?? this.configured;
    if (id === undefined) return;
    this.#consumerId = id;
    this.#links.push({
      chain_id: block.chainId,
      consumer_id: id,
      since_height: block.height,
      provider_client_id: providerClientId ?? null,
    });
  }
}
