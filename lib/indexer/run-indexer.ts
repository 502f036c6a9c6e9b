import { setMaxListeners } from "node:events";
import { createChainClient } from "@/lib/chain/endpoint-pool";
import { ChainError } from "@/lib/chain/errors";
import type { ChainClient } from "@/lib/chain/types";
import type { NetworkConfig } from "@/lib/config/networks";
import { parseConsumerId } from "@/lib/ics/ids";
import { listChains, noteDialect, upsertChain } from "@/lib/store/chain-rows";
import type { Store } from "@/lib/store/open-store";
import { runChain } from "./chain-loop";
import type { ChainJob, LoopEvents, LoopFigures } from "./chain-run";
import { ConsumerProcess } from "./consumer-process";
import { Precedence } from "./precedence";
import { startProvider } from "./start-provider";

export interface IndexerDeps {
  readonly store: Store;
  readonly networks: readonly NetworkConfig[];
  readonly events?: LoopEvents;
  /** Provider height to stop at; consumers then stop at their last block at or before that block's time. */
  readonly untilProviderHeight?: number;
  /** Names of subjects not to follow, as a build that does not know them would not. */
  readonly without?: readonly string[];
  /** As of `ChainJob`. */
  readonly gapPatienceMs?: number;
}

export interface ChainFigures extends LoopFigures {
  readonly network: string;
  readonly chainId: string;
  readonly calls: number;
  readonly requests: number;
  readonly bytes: number;
  readonly counters: object;
}

const RETRY_MS = 2_000;

/**
 * Indexes all chains of all networks at once, each at its own pace, until `signal` aborts or everything up to
 * `untilProviderHeight` is stored. The only writer of the store.
 */
export async function runIndexer(deps: IndexerDeps, signal: AbortSignal): Promise<ChainFigures[]> {
  // Every request under way listens to the one signal; that they are many is no leak.
  setMaxListeners(0, signal);
  const runs = deps.networks.map(async (network) => {
    const known = (await listChains(deps.store.db, network.name)).find(({ role }) => role === "provider");
    return Promise.all(networkRuns(deps, network, known?.chainId, signal));
  });
  return (await Promise.all(runs)).flat(2);
}

/** What the chains of a network share. */
interface Shared {
  /** Time of the provider block at which everything stops; `undefined` = never. */
  readonly stopTime: Promise<string | undefined>;
  readonly precedence: Precedence;
}

/** `knownProvider`: the chain recorded under this name; a node of another one is not read into the same record. */
function networkRuns(
  deps: IndexerDeps,
  network: NetworkConfig,
  knownProvider: string | undefined,
  signal: AbortSignal,
): Promise<ChainFigures[]>[] {
  const openProvider = () =>
    createChainClient({
      urls: network.provider.rpc,
      label: `${network.name} provider`,
      ...(knownProvider === undefined ? {} : { chainId: knownProvider }),
    });
  const shared: Shared = { stopTime: untilTime(deps, openProvider, signal), precedence: new Precedence() };
  const provider = runOne(deps, network, "provider", openProvider, undefined, shared, signal);
  const consumers = network.consumers
    .filter((consumer) => consumer.rpc.length > 0)
    .map((consumer) => {
      const label = `${network.name} ${consumer.chainId ?? `consumer ${consumer.consumerId}`}`;
      const expected = consumer.chainId === undefined ? {} : { chainId: consumer.chainId };
      const open = () => createChainClient({ urls: consumer.rpc, label, ...expected });
      return runOne(deps, network, "consumer", open, consumer.consumerId, shared, signal);
    });
  return [provider, ...consumers];
}

/** Time of the provider block at which everything stops; `undefined` = never. */
async function untilTime(
  deps: IndexerDeps,
  openClient: () => ChainClient,
  signal: AbortSignal,
): Promise<string | undefined> {
  const until = deps.untilProviderHeight;
  if (until === undefined) return undefined;
  const client = openClient();
  try {
    await untilAnswered(() => client.status(signal), signal); // Which of its nodes are of the chain.
    const [block] = await untilAnswered(() => client.fetchBlocks(until, until, signal), signal);
    return block?.time;
  } finally {
    await client.close();
  }
}

async function runOne(
  deps: IndexerDeps,
  network: NetworkConfig,
  role: "provider" | "consumer",
  openClient: () => ChainClient,
  configuredId: string | undefined,
  { stopTime, precedence }: Shared,
  signal: AbortSignal,
): Promise<ChainFigures[]> {
  const client = openClient();
  const { without = [], gapPatienceMs } = deps;
  try {
    const { chainId } = await untilAnswered(() => client.status(signal), signal);
    const consumerId = configuredId === undefined ? undefined : parseConsumerId(configuredId);
    await upsertChain(deps.store.db, { network: network.name, chainId, role, ...(consumerId ? { consumerId } : {}) });
    const time = await stopTime;
    let counters: object = {};
    /** The chain as it is read into rows of `name`: its own network, or the one it is read again under. */
    const createProcess = async (asked: ChainClient, name: string, fromHeight: number | undefined) =>
      role === "provider"
        ? startProvider(deps.store, { network: name, chainId, fromHeight, without }, asked, signal)
        : new ConsumerProcess(
            asked,
            consumerId,
            (dialect, since) => noteDialect(deps.store.db, { network: name, chainId, dialect, since }),
            without,
          );
    const job: ChainJob = {
      network: network.name,
      chainId,
      role,
      client,
      precedence,
      createProcess: async () => {
        const process = await createProcess(client, network.name, network.fromHeight);
        counters = process.counters;
        return process;
      },
      openAgain: (name, fromHeight) => {
        const again = openClient();
        return {
          job: {
            network: name,
            chainId,
            role,
            client: again,
            createProcess: () => createProcess(again, name, fromHeight),
            fromHeight,
            again: { verdictsOf: network.name },
          },
          close: () => again.close(),
        };
      },
      ...(role === "provider" && network.fromHeight !== undefined ? { fromHeight: network.fromHeight } : {}),
      ...(time === undefined ? {} : { untilTime: time }),
      ...(gapPatienceMs === undefined ? {} : { gapPatienceMs }),
    };
    const figures = await runChain(deps.store, job, signal, deps.events);
    const { calls, requests, bytes } = client.counts();
    return [{ ...figures, network: network.name, chainId, calls, requests, bytes, counters }];
  } catch (error) {
    if (signal.aborted) return [];
    throw error;
  } finally {
    await client.close();
  }
}

/** Repeats a first question until a node answers: a node that is down at the start may come back. */
async function untilAnswered<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (signal.aborted || !(error instanceof ChainError) || (error.code === "wrong-chain" && !error.retryable))
        throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
