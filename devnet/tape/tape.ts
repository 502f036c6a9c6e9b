import { basename, resolve } from "node:path";
import { ReplayClock } from "./clock";
import type { Faults } from "./faults";
import type { NetworkEntry } from "./networks-file";
import { type Counts, NodeServer } from "./node-server";
import type { NodeView } from "./node-view";
import { Recording } from "./recording";
import { listRecordings } from "./recording-files";
import { TapeError } from "./tape-error";

export interface TapeOptions {
  /** Each directory is one network: recordings of a provider and its consumers. */
  readonly dirs: readonly string[];
  /** The first chain's port, the others follow; 0 (the default) takes free ones. */
  readonly port?: number;
  /** 1: the record's own pace (the default); 0: standing still. */
  readonly speed?: number;
  /** Provider height at which the replay starts: everything up to it is there at once. */
  readonly from?: number;
  /** Provider height at which it ends. */
  readonly until?: number;
  readonly host?: string;
}

export interface TapeChain {
  readonly network: string;
  readonly chainId: string;
  readonly isProvider: boolean;
  readonly url: string;
  readonly firstHeight: number;
  readonly lastHeight: number;
  head(): number;
}

interface Chain {
  readonly recording: Recording;
  readonly network: Network;
  readonly view: NodeView;
  readonly servers: NodeServer[];
  /** The height up to which subscribers were told. */
  announced: number;
}
interface Network {
  readonly name: string;
  readonly provider: Recording;
  readonly clock: ReplayClock;
  readonly chains: Chain[];
  timer: NodeJS.Timeout | undefined;
}

/** Recorded networks being served. Chains are named by chain id, endpoints by URL; heights are the provider's. */
export class Tape {
  readonly #networks: readonly Network[];

  private constructor(networks: readonly Network[]) {
    this.#networks = networks;
  }

  /** Opens the recordings and listens. Throws `TapeError` with a sentence for whoever gave the options. */
  static async start(options: TapeOptions): Promise<Tape> {
    const tape = new Tape(await openNetworks(options));
    let port = options.port ?? 0;
    try {
      for (const chain of tape.#chains()) {
        await tape.#listen(chain, port, options.host ?? "127.0.0.1");
        if (port !== 0) port += 1;
      }
    } catch (error) {
      await tape.close();
      throw error;
    }
    return tape;
  }

  /** In order of ports: directories as given, inside each by chain id. */
  get chains(): TapeChain[] {
    return this.#chains().map(({ recording, network, view, servers }) => ({
      network: network.name,
      chainId: recording.chainId,
      isProvider: recording.isProvider,
      url: servers[0]?.url ?? "",
      firstHeight: recording.firstHeight,
      lastHeight: recording.lastHeight,
      head: () => view.head(),
    }));
  }

  /** What belongs into a `NETWORKS_FILE`, with every endpoint there is now. */
  get networks(): NetworkEntry[] {
    return this.#networks.map(({ name, chains }) => {
      const nodesOf = ({ servers, recording }: Chain) => {
        const heights = recording.proofHeights();
        const verify = heights.length === 0 ? {} : { verify: { heights } };
        return { rpc: servers.map((server) => server.url), ...verify };
      };
      const provider = chains.find((chain) => chain.recording.isProvider);
      return {
        name,
        provider: provider ? nodesOf(provider) : { rpc: [] },
        consumers: chains
          .filter((chain) => !chain.recording.isProvider)
          .map((chain) => ({ chainId: chain.recording.chainId, ...nodesOf(chain) })),
        verify: { everyBlocks: 0, callsPerSecond: VERIFY_CALLS_PER_SECOND },
      };
    });
  }

  /** The URL of a chain's first endpoint. */
  url(chainId: string): string {
    return this.#chain(chainId).servers[0]?.url ?? "";
  }

  head(chainId: string): number {
    return this.#chain(chainId).view.head();
  }

  /** Puts the provider's head at a height and its consumers at the same time; with several networks, all or the named one. */
  setHead(providerHeight: number, network?: string): void {
    for (const one of this.#named(network)) {
      one.clock.setMs(timeOf(one.provider, providerHeight));
      announceBlocks(one);
    }
  }

  /** The provider goes on by so many blocks, subscribers hear of each. */
  advance(blocks: number, network?: string): void {
    for (const one of this.#named(network)) {
      this.setHead(one.provider.heightAt(one.clock.nowMs()) + blocks, one.name);
    }
  }

  /** Back to an earlier provider height, as when a node is restored from a backup. */
  rewind(providerHeight: number, network?: string): void {
    this.setHead(providerHeight, network);
  }

  /** Replaces what a chain's first endpoint, or the endpoint of that URL, does wrong. `{}` makes it honest again. */
  misbehave(chainIdOrUrl: string, faults: Faults): void {
    this.#server(chainIdOrUrl).misbehaviour.set(faults);
  }

  /** One more endpoint of a chain, on a free port; returns its URL. */
  async addEndpoint(chainId: string, host = "127.0.0.1"): Promise<string> {
    return (await this.#listen(this.#chain(chainId), 0, host)).url;
  }

  /** What was asked so far, by chain id (its endpoints together). */
  counts(): Record<string, Counts> {
    const all: Record<string, Counts> = {};
    for (const { recording, servers } of this.#chains()) {
      const sum: Counts = { http: 0, calls: {} };
      for (const server of servers) {
        const { http, calls } = server.counts();
        sum.http += http;
        for (const [method, times] of Object.entries(calls)) sum.calls[method] = (sum.calls[method] ?? 0) + times;
      }
      all[recording.chainId] = sum;
    }
    return all;
  }

  /** What one endpoint was asked. */
  endpointCounts(url: string): Counts {
    return this.#server(url).counts();
  }

  resetCounts(): void {
    for (const { servers } of this.#chains()) for (const server of servers) server.resetCounts();
  }

  async close(): Promise<void> {
    for (const network of this.#networks) clearTimeout(network.timer);
    await Promise.all(this.#chains().flatMap(({ servers }) => servers.map((server) => server.close())));
    for (const { recording } of this.#chains()) recording.close();
  }

  async #listen(chain: Chain, port: number, host: string): Promise<NodeServer> {
    const server = new NodeServer(chain.view, () => {
      if (chain.network.timer === undefined) skipToNow(chain.network);
      scheduleNext(chain.network);
    });
    await server.listen(port, host);
    chain.servers.push(server);
    return server;
  }

  #chains(): Chain[] {
    return this.#networks.flatMap((network) => network.chains);
  }

  #chain(chainId: string): Chain {
    const found = this.#chains().find((chain) => chain.recording.chainId === chainId);
    if (!found) throw new TapeError(`no chain ${chainId} is being served`);
    return found;
  }

  #server(chainIdOrUrl: string): NodeServer {
    const byUrl = this.#chains()
      .flatMap((chain) => chain.servers)
      .find((server) => server.url === chainIdOrUrl);
    const server = byUrl ?? this.#chain(chainIdOrUrl).servers[0];
    if (!server) throw new TapeError(`${chainIdOrUrl} has no endpoint`);
    return server;
  }

  #named(network: string | undefined): Network[] {
    const found = this.#networks.filter((one) => network === undefined || one.name === network);
    if (found.length === 0) throw new TapeError(`no network ${network} is being served`);
    return found;
  }
}

/** A node on the same machine bears more than one elsewhere. */
const VERIFY_CALLS_PER_SECOND = 400;

/** Serves recordings as nodes. See `Tape`. */
export function startTape(options: TapeOptions): Promise<Tape> {
  return Tape.start(options);
}

async function openNetworks(options: TapeOptions): Promise<Network[]> {
  const networks: Network[] = [];
  try {
    for (const dir of options.dirs) networks.push(await openNetwork(dir, options, networks));
    const longest = Math.max(...networks.map(({ provider }) => provider.lastHeight));
    for (const [option, height] of Object.entries({ from: options.from, until: options.until })) {
      if (height !== undefined && height > longest) {
        throw new TapeError(`--${option} ${height}: the recording ends at provider height ${longest}`);
      }
    }
    return networks;
  } catch (error) {
    for (const { chains } of networks) for (const { recording } of chains) recording.close();
    throw error;
  }
}

async function openNetwork(dir: string, options: TapeOptions, before: readonly Network[]): Promise<Network> {
  const recordings: Recording[] = [];
  try {
    for (const file of listRecordings(dir)) recordings.push(await Recording.open(file));
    const providers = recordings.filter((recording) => recording.isProvider);
    const [provider] = providers;
    if (!provider) throw new TapeError(`--dir ${dir}: none of its recordings is of a provider`);
    if (providers.length > 1) {
      throw new TapeError(
        `--dir ${dir}: several recordings are of providers (${providers.map((r) => r.chainId).join(", ")})`,
      );
    }
    const ids = recordings.map((recording) => recording.chainId);
    const twice = ids.find((id, i) => ids.indexOf(id) !== i);
    if (twice !== undefined) throw new TapeError(`--dir ${dir}: two recordings are of ${twice}`);
    const clock = makeClock(provider, recordings, options);
    const network: Network = { name: nameFor(dir, before), provider, clock, chains: [], timer: undefined };
    const inOrder = recordings.sort((a, b) => (a.chainId < b.chainId ? -1 : 1));
    network.chains.push(...inOrder.map((recording) => openChain(recording, network)));
    return network;
  } catch (error) {
    for (const recording of recordings) recording.close();
    throw error;
  }
}

function openChain(recording: Recording, network: Network): Chain {
  const view: NodeView = {
    chainId: recording.chainId,
    recording,
    prunedStateCode: 38,
    head: () => recording.heightAt(network.clock.nowMs()),
    earliest: () => recording.firstHeight,
    block: (height) => recording.block(height),
    blockResults: (height) => recording.blockResults(height),
  };
  return { recording, network, view, servers: [], announced: view.head() };
}

/** A directory's own name; two of the same name are told apart by a number. */
function nameFor(dir: string, before: readonly Network[]): string {
  const base = basename(resolve(dir)) || "devnet";
  let name = base;
  for (let i = 2; before.some((network) => network.name === name); i++) name = `${base}-${i}`;
  return name;
}

/**
 * Where time starts and ends. Speed 0 without heights shows everything; with `until` everything up to there, with only
 * `from` it stands there. Heights beyond a shorter network's record mean its end.
 */
function makeClock(provider: Recording, recordings: readonly Recording[], options: TapeOptions): ReplayClock {
  const { from, until, speed = 1 } = options;
  if (from !== undefined && until !== undefined && from > until) {
    throw new TapeError(`--from ${from} is after --until ${until}`);
  }
  const lastMs = Math.max(...recordings.map((recording) => recording.timeMs(recording.lastHeight)));
  const timeAt = (height: number | undefined) =>
    height === undefined || height > provider.lastHeight ? undefined : timeOf(provider, height);
  const endMs = timeAt(until) ?? lastMs;
  if (speed === 0)
    return new ReplayClock(until === undefined && from !== undefined ? (timeAt(from) ?? endMs) : endMs, endMs, 0);
  const startMs = from === undefined ? provider.timeMs(provider.firstHeight) : (timeAt(from) ?? endMs);
  return new ReplayClock(startMs, endMs, speed);
}

function timeOf(provider: Recording, height: number): number {
  const { firstHeight, lastHeight, chainId } = provider;
  if (height < firstHeight || height > lastHeight) {
    throw new TapeError(`height ${height} is not in the recording of ${chainId} (${firstHeight} to ${lastHeight})`);
  }
  return provider.timeMs(height);
}

/** Tells subscribers of every block that came since they were last told; going back is not announced. */
function announceBlocks(network: Network): void {
  for (const chain of network.chains) {
    const head = chain.view.head();
    for (let height = chain.announced + 1; height <= head; height++) {
      for (const { subscribers, view } of chain.servers) if (height <= view.head()) subscribers.announce(height);
    }
    chain.announced = head;
  }
}

function skipToNow(network: Network): void {
  for (const chain of network.chains) chain.announced = chain.view.head();
}

/** Wakes up at the next block of any chain, as long as somebody listens. */
function scheduleNext(network: Network): void {
  clearTimeout(network.timer);
  network.timer = undefined;
  const listening = network.chains.some(({ servers }) => servers.some(({ subscribers }) => !subscribers.isEmpty));
  const waits = network.chains.flatMap(({ recording, view }) => {
    const next = view.head() + 1;
    return next > recording.lastHeight ? [] : (network.clock.realMsUntil(recording.timeMs(next)) ?? []);
  });
  if (!listening || waits.length === 0) return;
  network.timer = setTimeout(
    () => {
      announceBlocks(network);
      scheduleNext(network);
    },
    Math.ceil(Math.min(...waits)),
  );
  network.timer.unref();
}
