import { type BlockNews, CLOSE_TO_HEAD_BLOCKS } from "@/lib/store/block-news";
import type { ServerDeps } from "../deps";
import { readIndex } from "../network-index";
import { lagOf } from "../read-status";

/** How a network moves, as far as answers in memory care. */
export interface Pulse {
  /** Counts what was stored: an answer made before a block is old after it. */
  beats: number;
  /** Still far behind the head: the next block is there before anybody has looked at this one. */
  isCatchingUp: boolean;
}

/** The pulse of each network of a process. */
export class Pulses {
  readonly #byNetwork = new Map<string, Pulse>();
  readonly #looking = new Set<string>();
  /** To be looked at once more: something of unknown meaning was stored meanwhile. */
  readonly #again = new Set<string>();

  constructor(private readonly deps: ServerDeps) {
    for (const { name } of deps.networks) {
      this.#byNetwork.set(name, { beats: 0, isCatchingUp: false });
      this.#look(name);
    }
  }

  /** `undefined`: no such network is configured. */
  get(network: string): Pulse | undefined {
    return this.#byNetwork.get(network);
  }

  /** Something of a network was stored. Where the provider's news do not tell how far it is, it is looked for. */
  beat({ network, head, isCatchingUp }: BlockNews): void {
    const pulse = this.#byNetwork.get(network);
    if (!pulse) return;
    pulse.beats += 1;
    if (head) pulse.isCatchingUp = isCatchingUp === true;
    else if (!isCatchingUp) this.#look(network);
  }

  /** What the store tells counts unless news came while it was asked. */
  #look(network: string): void {
    if (this.#looking.has(network)) return void this.#again.add(network);
    this.#looking.add(network);
    const { beats } = this.#byNetwork.get(network) ?? { beats: 0 };
    readIndex(this.deps, network)
      .then((index) => {
        const pulse = this.#byNetwork.get(network);
        const lag = "state" in index || !index.provider ? undefined : lagOf(index.provider);
        if (pulse?.beats === beats) pulse.isCatchingUp = lag !== undefined && lag > CLOSE_TO_HEAD_BLOCKS;
      })
      .catch(() => undefined) // The store will be asked again by whoever needs an answer of it, and the fault said there.
      .finally(() => {
        this.#looking.delete(network);
        if (this.#again.delete(network)) this.#look(network);
      });
  }
}
