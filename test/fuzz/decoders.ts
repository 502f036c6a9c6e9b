import { classifyAbci } from "@/lib/chain/abci";
import { decodeConsumerEvidence } from "@/lib/chain/consumer-evidence";
import { checkHashes, decodeBlock } from "@/lib/chain/decode-block";
import { decodeStatus, decodeValidators } from "@/lib/chain/decode-node";
import { ChainError } from "@/lib/chain/errors";
import { GovClient } from "@/lib/chain/gov-client";
import { fetchTendermintClient } from "@/lib/chain/ibc-client";
import { IcsV7Consumer } from "@/lib/chain/ics-v7/consumer-dialect";
import { readConsumerRaw } from "@/lib/chain/ics-v7/consumer-rows";
import { FrozenProvider } from "@/lib/chain/ics-v7/frozen-provider";
import { IcsV7Provider } from "@/lib/chain/ics-v7/provider-dialect";
import { decodeAny } from "@/lib/chain/messages/decode-any";
import { decodeProposalTx, decodeVoterOfTx } from "@/lib/chain/messages/decode-proposal-tx";
import { MESSAGES } from "@/lib/chain/messages/registry";
import { decodeAck, decodeConsumerPacket, decodeVscPacket } from "@/lib/chain/packets";
import { pruneAnswer } from "@/lib/chain/prune-answer";
import { decodeConsumerRow } from "@/lib/chain/raw-store/consumer-table";
import { decodeIbcRow } from "@/lib/chain/raw-store/ibc-table";
import { decodeProviderRow } from "@/lib/chain/raw-store/provider-table";
import { decodePairs } from "@/lib/chain/raw-store/read-rows";
import { decodeRelayTx } from "@/lib/chain/relay-tx";
import { fetchSlashingParams } from "@/lib/chain/slashing";
import { decodeAckInTx, decodeTransferPacket } from "@/lib/chain/transfer-packet";
import type { ChainClient } from "@/lib/chain/types";
import { ConfigError } from "@/lib/config/errors";
import { parseNetworks } from "@/lib/config/networks";
import { safeLink, safeText } from "@/lib/format/safe-text";
import { escapeXml } from "@/lib/format/xml";
import { parseAnyAddress } from "@/lib/ics/address";
import { parseBech32 } from "@/lib/ics/bech32";
import type { ConsHex, ConsumerId } from "@/lib/ics/ids";
import { parseIsoNanos } from "@/lib/ics/time";
import { readWhatIfMessage } from "@/lib/ics/what-if-message";
import { parseWhatIf } from "@/lib/ics/what-if-url";
import { checkEvidence } from "@/lib/light/evidence";
import { decodeProof } from "@/lib/light/ics23/decode-proof";
import { LightError } from "@/lib/light/light-error";
import { parseSignedHeader, parseValidators } from "@/lib/light/parse-light-block";
import { verifyStoreProof } from "@/lib/light/store-proof";
import { parseAnyName } from "@/lib/server/any-name";
import { csvLines } from "@/lib/server/csv";
import { decodeSegment, parseListQuery } from "@/lib/server/query-params";
import { createNodeCrypto } from "@/lib/verifier/node-crypto";
import type { Chance } from "../chaos/random";
import type { Corpus } from "./corpus";
import { mutateBytes, mutateJson, mutateText } from "./mutate";

/** Something that reads what nodes or people send. `run` makes one changed input and reads it. */
export interface Decoder {
  readonly name: string;
  run(chance: Chance): unknown;
  /** The one kind of error it may throw; `undefined`: none. */
  readonly error?: new (
    ...given: never[]
  ) => Error;
}

const crypto = createNodeCrypto();
const ID = "1" as ConsumerId;
const MEMBER = "ab".repeat(20) as ConsHex;
const HEIGHT = 700;

/** Every decoder of bytes and texts that come from outside (README, "Fuzzing"). A new decoder belongs on this list. */
export function decodersOf(corpus: Corpus): Decoder[] {
  return [...chainDecoders(corpus), ...queryDecoders(corpus), ...lightDecoders(corpus), ...textDecoders()];
}

function chainDecoders({ blocks, txs, packetHex, acks, rows, answers }: Corpus): Decoder[] {
  const error = ChainError;
  const hexOf = (list: readonly string[]) => (chance: Chance) => {
    const [one, other] = [chance.pick(list), chance.pick(list)];
    if (chance.next() < 0.2) return mutateText(one, other, chance);
    return Buffer.from(mutateBytes(Buffer.from(one, "hex"), Buffer.from(other, "hex"), chance)).toString("hex");
  };
  const txOf = (chance: Chance) => {
    const [one, other] = [chance.pick(txs), chance.pick(txs)];
    if (chance.next() < 0.1) return mutateText(one, other, chance);
    return Buffer.from(mutateBytes(Buffer.from(one, "base64"), Buffer.from(other, "base64"), chance)).toString(
      "base64",
    );
  };
  const packet = hexOf(packetHex);
  const ack = hexOf(acks);
  const row = (store: keyof typeof rows, decode: (key: Uint8Array, value: Uint8Array) => unknown): Decoder => ({
    name: `row-${store}`,
    error,
    run: (chance) => {
      const [[key, value], [otherKey, otherValue]] = [chance.pick(rows[store]), chance.pick(rows[store])];
      return decode(
        chance.next() < 0.4 ? mutateBytes(key, otherKey, chance) : key,
        chance.next() < 0.8 ? mutateBytes(value, otherValue, chance) : otherValue,
      );
    },
  });
  const all = [...answers.values()].flat();
  const types = [...MESSAGES.keys()];
  return [
    {
      name: "block",
      error,
      run: (chance) => {
        const { block, results } = chance.pick(blocks);
        const height = Number(block.block.header.height);
        const [wire, told] = [mutateJson(block, chance), chance.next() < 0.5 ? mutateJson(results, chance) : results];
        return checkHashes(wire, decodeBlock(wire, told, height));
      },
    },
    {
      name: "block-results",
      error,
      run: (chance) => {
        const { block, results } = chance.pick(blocks);
        return decodeBlock(block, mutateJson(results, chance), Number(block.block.header.height));
      },
    },
    {
      name: "prune-answer",
      run: (chance) =>
        pruneAnswer(mutateText(JSON.stringify(chance.pick(blocks).results), '{"type":"x","attributes":', chance)),
    },
    { name: "status", error, run: (chance) => decodeStatus(mutateJson(STATUS, chance)) },
    { name: "validators", error, run: (chance) => decodeValidators(mutateJson(VALIDATORS, chance), 5) },
    {
      name: "abci-answer",
      error,
      run: (chance) => classifyAbci(mutateJson(ABCI, chance), { path: "/store/provider/key", data: new Uint8Array() }),
    },
    { name: "vsc-packet", error, run: (chance) => decodeVscPacket(packet(chance)) },
    { name: "consumer-packet", error, run: (chance) => decodeConsumerPacket(packet(chance)) },
    { name: "transfer-packet", error, run: (chance) => decodeTransferPacket(packet(chance)) },
    { name: "acknowledgement", error, run: (chance) => decodeAck(ack(chance)) },
    { name: "ack-in-tx", error, run: (chance) => decodeAckInTx(txOf(chance), "channel-1", "1") },
    { name: "relay-tx", error, run: (chance) => decodeRelayTx(txOf(chance)) },
    { name: "consumer-evidence", error, run: (chance) => decodeConsumerEvidence(txOf(chance)) },
    { name: "proposal-tx", error, run: (chance) => decodeProposalTx(txOf(chance), 0) },
    { name: "vote-tx", error, run: (chance) => decodeVoterOfTx(txOf(chance), 0) },
    {
      name: "any-message",
      error,
      run: (chance) =>
        decodeAny(chance.pick(types), mutateBytes(chance.pick(all), Buffer.from(chance.pick(txs), "base64"), chance)),
    },
    row("provider", decodeProviderRow),
    row("ccvconsumer", decodeConsumerRow),
    row("ibc", decodeIbcRow),
    {
      name: "subspace-pairs",
      error,
      run: (chance) => {
        const pairs = rows.provider.slice(0, 5).map(([key, value]) => pairOf(key, value));
        return decodePairs(mutateBytes(Buffer.concat(pairs), chance.pick(all), chance));
      },
    },
  ];
}

/** `cosmos.store.internal.kv.v1beta1.Pair` in a list of them. */
function pairOf(key: Uint8Array, value: Uint8Array): Buffer {
  const part = (field: number, bytes: Uint8Array) =>
    Buffer.concat([Buffer.of((field << 3) | 2, bytes.length & 0x7f), bytes.subarray(0, 0x7f)]);
  const pair = Buffer.concat([part(1, key), part(2, value)]);
  return Buffer.concat([Buffer.of(0x0a, pair.length & 0x7f), pair.subarray(0, 0x7f)]);
}

/** Everything that asks a node: it gets the real answer to each of its questions, changed. */
function queryDecoders({ answers }: Corpus): Decoder[] {
  const all = [...answers.values()].flat();
  const reads: Readonly<Record<string, (client: ChainClient) => Promise<unknown>>> = {
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
    "frozen-provider": (client) => new FrozenProvider(client).fetchConsumers(HEIGHT),
    "consumer-params": (client) => new IcsV7Consumer(client).fetchConsumerParams(HEIGHT),
    "consumer-client": (client) => new IcsV7Consumer(client).fetchProviderClientId(HEIGHT),
    "light-client": (client) => fetchTendermintClient(client, "07-tendermint-0", HEIGHT),
    "slashing-params": (client) => fetchSlashingParams(client, HEIGHT),
    "gov-rules": (client) => new GovClient(client).fetchRules(HEIGHT),
    "gov-proposals": (client) => new GovClient(client).fetchProposals(HEIGHT),
    "gov-proposal": (client) => new GovClient(client).fetchProposal(1n, HEIGHT),
    "gov-tally": (client) => new GovClient(client).fetchTally(1n, HEIGHT),
  };
  return Object.entries(reads).map(([name, read]) => ({
    name: `query-${name}`,
    error: ChainError,
    run: (chance) => {
      const answer = ({ path }: { path: string }) => {
        const real = answers.get(path) ?? all;
        const value =
          chance.next() < 0.3 ? chance.pick(real) : mutateBytes(chance.pick(real), chance.pick(all), chance);
        return { value, isNull: chance.next() < 0.05, height: HEIGHT };
      };
      const client = {
        label: "fuzz",
        abciQuery: async (query: { path: string }) => answer(query),
        abciQueries: async (queries: readonly { path: string }[]) =>
          queries.map((query) => ({ ok: true as const, ...answer(query) })),
      };
      return read(client as unknown as ChainClient);
    },
  }));
}

function lightDecoders({ proofs, commit, validators }: Corpus): Decoder[] {
  const error = LightError;
  const signed = (commit as { signed_header?: unknown } | undefined)?.signed_header;
  const changed = (chance: Chance) => {
    const [one, other] = [chance.pick(proofs), chance.pick(proofs)];
    const ops = one.ops.map((op, i) => ({
      ...op,
      data: chance.next() < 0.6 ? mutateBytes(op.data, other.ops[i]?.data ?? op.data, chance) : op.data,
    }));
    return { ...one, ops };
  };
  const evidence = {
    format: "ics-explorer-proof",
    version: 1,
    network: "fuzz",
    chainId: "chain-1",
    subject: "a row",
    height: 5,
    says: "that it is so",
    trust: { height: 4, hash: "AB".repeat(32), method: "configured" },
    trustingPeriodNs: "1000000000",
    blocks: [{ signed_header: signed, validators, next_validators: validators }],
    rows: [
      { store: "provider", key: "00", value: "01", says: "x", ops: [{ type: "ics23:iavl", key: "00", data: "0a" }] },
    ],
  };
  return [
    { name: "ics23-proof", error, run: (chance) => decodeProof(chance.pick(changed(chance).ops).data) },
    {
      name: "store-proof",
      error,
      run: (chance) => {
        const { key, value, ...proof } = changed(chance);
        return verifyStoreProof(proof, key, value, new Uint8Array(32), crypto);
      },
    },
    { name: "signed-header", error, run: (chance) => parseSignedHeader(mutateJson(signed, chance)) },
    { name: "light-validators", error, run: (chance) => parseValidators(mutateJson(validators, chance)) },
    { name: "proof-file", error, run: (chance) => checkEvidence(mutateJson(evidence, chance), crypto) },
  ];
}

function textDecoders(): Decoder[] {
  const text = (chance: Chance) => mutateText(chance.pick(WORDS), chance.pick(WORDS), chance);
  return [
    { name: "bech32", run: (chance) => parseBech32(text(chance)) },
    { name: "address", run: (chance) => parseAnyAddress(text(chance)) },
    { name: "search-input", run: (chance) => parseAnyName(text(chance)) },
    { name: "time", run: (chance) => parseIsoNanos(text(chance)) },
    { name: "path-segment", run: (chance) => decodeSegment(text(chance)) },
    { name: "list-query", run: (chance) => parseListQuery(new URLSearchParams(text(chance))) },
    {
      name: "what-if-address",
      run: (chance) => parseWhatIf(Object.fromEntries(new URLSearchParams(text(chance))), NO_BASE),
    },
    { name: "what-if-message", run: (chance) => readWhatIfMessage(mutateText(WHAT_IF, text(chance), chance)) },
    { name: "csv", run: (chance) => [...csvLines([mutateJson(ROW, chance) as object].filter(isRow))] },
    { name: "shown-text", run: (chance) => safeText(text(chance), chance.between(1, 300)) },
    { name: "shown-link", run: (chance) => safeLink(text(chance)) },
    { name: "xml-text", run: (chance) => escapeXml(text(chance)) },
    {
      name: "networks-file",
      error: ConfigError,
      run: (chance) =>
        chance.next() < 0.4
          ? parseNetworks(mutateText(JSON.stringify(NETWORKS), "[]", chance), "fuzz")
          : parseNetworks(JSON.stringify(mutateJson(NETWORKS, chance)) ?? "", "fuzz"),
    },
  ];
}

const isRow = (value: unknown) => value !== null && typeof value === "object";

const STATUS = {
  node_info: { network: "chain-1", version: "0.38.17" },
  sync_info: {
    latest_block_height: "100",
    latest_block_time: "2026-03-02T10:00:00Z",
    earliest_block_height: "1",
    catching_up: false,
  },
};
const VALIDATORS = {
  block_height: "5",
  validators: [
    {
      address: "AB".repeat(20),
      pub_key: { type: "tendermint/PubKeyEd25519", value: Buffer.alloc(32, 7).toString("base64") },
      voting_power: "100",
    },
  ],
  total: "1",
};
const ABCI = { response: { code: 0, log: "", value: "AQ==", height: "5", codespace: "" } };
const NETWORKS = [
  {
    name: "devnet",
    provider: { rpc: ["http://127.0.0.1:26657"], trust: { height: 5, hash: "AB".repeat(32) } },
    consumers: [
      { chainId: "chain-2", rpc: ["https://node.example/rpc"] },
      { consumerId: "3", rpc: [] },
    ],
    fromHeight: 5,
    verify: { everyBlocks: 10, callsPerSecond: 5 },
  },
];
const ROW = {
  id: "1",
  name: "=1+1",
  vsc: { sent: "5", list: [1, 2], deep: { a: [{ b: 1 }] } },
  unknown: { state: "unknown", because: "pruned" },
};
const WORDS = [
  "cosmosvalcons1zxwj8l7d5w4ymkjq6y24lclx4uz5hzwqm4ppcu",
  "cosmosvaloper156gqf9837u7d4c4678yt3rl4ls9c5vuursrrzf",
  "AB".repeat(20),
  `0x${"ab".repeat(32)}`,
  Buffer.alloc(32, 9).toString("base64"),
  '{"@type":"/cosmos.crypto.ed25519.PubKey","key":"CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk="}',
  "height=120&limit=50&cursor=120.50",
  "topN=80&allow=cosmosvalcons1abc&delegate=a:5,b:-3&minStake=1.5&inactive=1",
  "2026-03-02T10:18:09.303486926Z",
  "%D1%84%00 ‮evil <script>alert(1)</script> 👨‍👩‍👧‍👦 z̴̢̛͎͙͕",
  "https://example.com/a?b=c#d",
];
const NO_BASE = { validators: [], rules: {}, height: 1 } as unknown as Parameters<typeof parseWhatIf>[1];
const WHAT_IF = JSON.stringify({
  "@type": "/interchain_security.ccv.provider.v1.MsgUpdateConsumer",
  power_shaping_parameters: { top_N: 80, validator_set_cap: 5, allowlist: ["cosmosvalcons1abc"], min_stake: "5" },
});
