import { classifyAbci } from "@/lib/chain/abci";
import { ChainError } from "@/lib/chain/errors";
import { GovClient } from "@/lib/chain/gov-client";
import { fetchTendermintClient } from "@/lib/chain/ibc-client";
import { IcsV7Consumer } from "@/lib/chain/ics-v7/consumer-dialect";
import { readConsumerRaw } from "@/lib/chain/ics-v7/consumer-rows";
import { FrozenProvider } from "@/lib/chain/ics-v7/frozen-provider";
import { IcsV7Provider } from "@/lib/chain/ics-v7/provider-dialect";
import { rowsBehind } from "@/lib/chain/ics-v7/rows-behind";
import { decodeConsumerRow } from "@/lib/chain/raw-store/consumer-table";
import { decodeIbcRow } from "@/lib/chain/raw-store/ibc-table";
import { decodeProviderRow } from "@/lib/chain/raw-store/provider-table";
import { decodePairs } from "@/lib/chain/raw-store/read-rows";
import { fetchSlashingParams } from "@/lib/chain/slashing";
import type { AbciQuery, ChainClient } from "@/lib/chain/types";
import type { ConsHex, ConsumerId } from "@/lib/ics/ids";
import type { Chance } from "../chaos/random";
import type { Corpus } from "./corpus";
import { type Decoder, readByAll } from "./decoder";
import { mutateBytes, mutateJson } from "./mutate";
import { ABCI, REFUSALS } from "./samples";

const error = ChainError;
const ID = "1" as ConsumerId;
const MEMBER = "ab".repeat(20) as ConsHex;
const HEIGHT = 700;
const QUERY = { path: "/store/provider/key", data: new Uint8Array(), height: HEIGHT };

/** Everything that asks a node: it gets the real answer to each of its questions, changed. */
const READS: Readonly<Record<string, (client: ChainClient) => Promise<unknown>>> = {
  params: (client) => new IcsV7Provider(client).fetchParams(HEIGHT),
  consumers: (client) => new IcsV7Provider(client).fetchConsumers(HEIGHT),
  consumer: (client) => new IcsV7Provider(client).fetchConsumer(ID, HEIGHT),
  "opted-in": (client) => new IcsV7Provider(client).fetchOptedIn(ID, HEIGHT),
  "stored-set": (client) => new IcsV7Provider(client).fetchStoredSet(ID, HEIGHT),
  "queued-packets": (client) => new IcsV7Provider(client).fetchQueuedPackets(ID, HEIGHT),
  "assigned-keys": (client) => new IcsV7Provider(client).fetchAssignedKeys(ID, HEIGHT),
  "commission-rates": (client) => new IcsV7Provider(client).fetchCommissionRates(ID, [MEMBER], HEIGHT),
  "slash-meter": (client) => new IcsV7Provider(client).fetchSlashMeter(HEIGHT),
  "provider-validators": (client) => new IcsV7Provider(client).fetchProviderValidators(HEIGHT),
  "staking-params": (client) => new IcsV7Provider(client).fetchStakingParams(HEIGHT),
  "consumer-rows": (client) => readConsumerRaw(client, ID, HEIGHT),
  "frozen-provider": async (client) => {
    const frozen = new FrozenProvider(client);
    await frozen.fetchParams(HEIGHT);
    await frozen.fetchStoredSet(ID, HEIGHT);
    return frozen.fetchConsumers(HEIGHT);
  },
  "consumer-module": (client) =>
    both(
      new IcsV7Consumer(client).fetchConsumerParams(HEIGHT),
      new IcsV7Consumer(client).fetchProviderClientId(HEIGHT),
    ),
  "consumer-params": (client) => new IcsV7Consumer(client).fetchConsumerParams(HEIGHT),
  "consumer-client": (client) => new IcsV7Consumer(client).fetchProviderClientId(HEIGHT),
  "light-client": (client) => fetchTendermintClient(client, "07-tendermint-0", HEIGHT),
  "slashing-params": (client) => fetchSlashingParams(client, HEIGHT),
  "gov-rules": (client) => new GovClient(client).fetchRules(HEIGHT),
  "gov-proposals": (client) =>
    both(new GovClient(client).fetchProposals(HEIGHT), new GovClient(client).fetchProposal(1n, HEIGHT)),
  "gov-proposal": (client) => new GovClient(client).fetchProposal(1n, HEIGHT),
  "gov-tally": (client) => new GovClient(client).fetchTally(1n, HEIGHT),
};
/** What another of them reads as well, on its way or when its query fails. */
const WITHIN: Readonly<Record<string, string>> = {
  "consumer-rows": "query-consumer",
  "consumer-params": "query-consumer-module",
  "consumer-client": "query-consumer-module",
  "gov-proposal": "query-gov-proposals",
};

/** Two questions that a follower asks side by side: a refusal of one does not keep the other from being read. */
async function both(...reads: readonly Promise<unknown>[]): Promise<void> {
  const faults = (await Promise.allSettled(reads)).flatMap((read) => (read.status === "rejected" ? [read.reason] : []));
  readByAll(
    error,
    faults.map((fault) => () => {
      throw fault;
    }),
  );
}

export function queryDecoders(corpus: Corpus): Decoder[] {
  const answer = answerer(corpus);
  return [
    ...Object.entries(READS).map(([name, read]) => ({
      name: `query-${name}`,
      error,
      ...(WITHIN[name] === undefined ? {} : { within: WITHIN[name] }),
      run: (chance: Chance) => read(clientOf(answer, chance)),
    })),
    {
      name: "abci-answer",
      within: "query-consumer",
      error,
      run: (chance) => classifyAbci(mutateJson(ABCI, chance), QUERY),
    },
    ...rowDecoders(corpus),
  ];
}

/** A node's value for a question: the real one, mostly changed. */
function answerer({ answers, rows }: Corpus) {
  const all = [...answers.values()].flat();
  const values = new Map(rows.provider.map(([key, value]) => [Buffer.from(key).toString("hex"), value]));
  return ({ path, data }: AbciQuery, chance: Chance): Uint8Array => {
    const keyHex = Buffer.from(data).toString("hex");
    const row = values.get(keyHex);
    const list =
      path.endsWith("/subspace") && path.includes("/provider/")
        ? [pairsOf(rows.provider.filter(([key]) => Buffer.from(key).toString("hex").startsWith(keyHex)))]
        : row === undefined
          ? answers.get(path)
          : [row];
    const real = chance.pick(list ?? all);
    return chance.next() < 0.3 ? real : mutateBytes(real, chance.pick(all), chance);
  };
}

/** Asks nobody: the answer's JSON goes the way it goes in the pool. */
function clientOf(answer: ReturnType<typeof answerer>, chance: Chance): ChainClient {
  const ask = (query: AbciQuery) => {
    const isNull = chance.next() < 0.05;
    const value = isNull ? null : Buffer.from(answer(query, chance)).toString("base64");
    const refusal = chance.next() < 0.05 ? { code: 6, log: chance.pick(REFUSALS) } : {};
    const json = { response: { ...ABCI.response, value, height: String(HEIGHT), ...refusal } };
    return classifyAbci(chance.next() < 0.05 ? mutateJson(json, chance) : json, query);
  };
  const one = async (query: AbciQuery) => {
    const outcome = ask(query);
    if (!outcome.ok) throw outcome.error;
    return outcome;
  };
  return {
    label: "fuzz",
    abciQuery: one,
    abciQueries: async (queries: readonly AbciQuery[]) => queries.map(ask),
  } as unknown as ChainClient;
}

const TABLES = { provider: decodeProviderRow, ccvconsumer: decodeConsumerRow, ibc: decodeIbcRow } as const;
const STORES = Object.keys(TABLES) as (keyof typeof TABLES)[];

/** Raw rows of stores, one by one and in lists. */
function rowDecoders({ rows, answers }: Corpus): Decoder[] {
  const within = "store-rows";
  const questions = [...answers.keys()];
  const changed = (store: keyof typeof TABLES, chance: Chance): [Uint8Array, Uint8Array] => {
    const [[key, value], [otherKey, otherValue]] = [chance.pick(rows[store]), chance.pick(rows[store])];
    return [
      chance.next() < 0.4 ? mutateBytes(key, otherKey, chance) : key,
      chance.next() < 0.8 ? mutateBytes(value, otherValue, chance) : otherValue,
    ];
  };
  const listOf = (store: keyof typeof TABLES, chance: Chance) => {
    const list = pairsOf(Array.from({ length: chance.between(1, 5) }, () => changed(store, chance)));
    return chance.next() < 0.4 ? mutateBytes(list, chance.pick(rows.ibc)[1], chance) : list;
  };
  return [
    {
      name: within,
      error,
      run: (chance) => {
        const store = chance.pick(STORES);
        const pairs = decodePairs(listOf(store, chance));
        readByAll(
          error,
          pairs.map(
            ({ key, value }) =>
              () =>
                TABLES[store](key, value),
          ),
        );
      },
    },
    ...STORES.map((store) => ({
      name: `row-${store}`,
      within,
      error,
      run: (chance: Chance) => TABLES[store](...changed(store, chance)),
    })),
    { name: "subspace-pairs", within, error, run: (chance) => decodePairs(listOf("provider", chance)) },
    {
      // What an answer says of rows, where nodes disagree: refusals of bytes leave it as they are, and its caller expects that.
      name: "rows-behind",
      error: Error,
      run: (chance) => {
        const path = chance.next() < 0.2 ? "/store/provider/subspace" : chance.pick(questions);
        const [value] = [chance.pick(answers.get(path) ?? [pairsOf(rows.provider.slice(0, 9))])];
        const data = chance.next() < 0.5 ? new Uint8Array() : mutateBytes(Uint8Array.of(10, 1, 49), value, chance);
        return rowsBehind({ path, data }, mutateBytes(value, chance.pick(rows.ibc)[1], chance));
      },
    },
  ];
}

/** `cosmos.store.internal.kv.v1beta1.Pair`s in a list of them. */
function pairsOf(rows: readonly (readonly [Uint8Array, Uint8Array])[]): Uint8Array {
  return Buffer.concat(rows.map(([key, value]) => field(1, Buffer.concat([field(1, key), field(2, value)]))));
}

function field(number: number, bytes: Uint8Array): Buffer {
  const length: number[] = [];
  for (let rest = bytes.length; ; rest >>= 7) {
    if (rest < 0x80) return Buffer.concat([Buffer.of((number << 3) | 2, ...length, rest), bytes]);
    length.push((rest & 0x7f) | 0x80);
  }
}
