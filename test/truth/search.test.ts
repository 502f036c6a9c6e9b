import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { SearchView } from "@/lib/api/contracts/search";
import { encodeBech32 } from "@/lib/ics/bech32";
import { hexToBytes } from "@/lib/shared/bytes";
import type { Store } from "@/lib/store/open-store";
import { addressOfKeyHex } from "../record/next-set-input";
import { assignedKeysOf, chainIdOf, channelOf, clientOf, consumerIds, metadataOf } from "../record/provider-rows";
import { openRecord, recordingDir } from "../record/record-reader";
import { stakingValidatorsAt } from "../record/staking-answers";
import { callRoute, getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";
import { base64OfHex, bytesOfBech32 } from "./expected";

/** Past the rotation of a key on consumer 1; staking was asked there. */
const HEAD = 395;

const record = openRecord(recordingDir("first"));
const rowsAt = (height: number) => record.storeAt(record.provider, "provider", height);
const validators = stakingValidatorsAt(record, record.provider, HEAD);
let tape: Tape;
let store: Store;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store } = await indexTape(tape, HEAD));
  serveStore(store, tape.networks as never);
}, 300_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

const search = async (q: string) =>
  (await getBody<{ data: SearchView }>("devnet", `search?q=${encodeURIComponent(q)}`)).data;

describe("every name of a validator leads to that validator alone", () => {
  test.each([0, 7, 25, 51, 59])("validator %i by operator, account, consensus address, hex and key", async (i) => {
    const validator = validators[i];
    if (!validator) throw new Error("no such validator");
    const { operator, pubKey } = validator;
    const cons = addressOfKeyHex(pubKey);
    const account = bytesOfBech32(operator);
    const key = base64OfHex(pubKey);
    const names = [
      operator,
      operator.toUpperCase(),
      encodeBech32("cosmos", hexToBytes(account)),
      encodeBech32("orbit", hexToBytes(account)),
      encodeBech32("cosmosvalcons", hexToBytes(cons)),
      encodeBech32("agoravalcons", hexToBytes(cons)),
      cons,
      cons.toUpperCase(),
      `0x${cons}`,
      key,
      key.replace(/=+$/, ""),
      pubKey,
      pubKey.toUpperCase(),
      JSON.stringify({ "@type": "/cosmos.crypto.ed25519.PubKey", key }),
      JSON.stringify({ type: "tendermint/PubKeyEd25519", value: key }),
      `  ${operator}\n`,
    ];
    for (const name of names) {
      const found = await search(name);
      expect({ name, jump: found.jump, hits: found.hits.length }).toEqual({
        name,
        jump: `/validators/${operator}`,
        hits: 1,
      });
    }
  });

  test("keys assigned on a consumer now, and the one that was replaced", async () => {
    const old = assignedKeysOf(rowsAt(334), "1");
    const now = assignedKeysOf(rowsAt(HEAD), "1");
    const operatorOf = (cons: string) => validators.find(({ pubKey }) => addressOfKeyHex(pubKey) === cons)?.operator;
    let rotated = 0;
    for (const [cons, key] of [...old, ...now]) {
      const address = addressOfKeyHex(key);
      for (const name of [base64OfHex(key), key, address, encodeBech32("orbitvalcons", hexToBytes(address))]) {
        const found = await search(name);
        expect({ name, jump: found.jump }).toEqual({ name, jump: `/validators/${operatorOf(cons)}` });
        expect(found.hits[0]?.matched).toMatch(/^key assigned on consumer 1 \(ics-optin-1\), (since block|blocks) \d+/);
      }
      if (now.get(cons) !== key) rotated += 1;
    }
    expect(rotated).toBe(1);
  });

  test("monikers: whole, in another case, without accents, in part; who shares a name is named with the others", async () => {
    const byName = new Map<string, string[]>();
    for (const { moniker, operator } of validators) byName.set(moniker, [...(byName.get(moniker) ?? []), operator]);
    for (const [moniker, operators] of byName) {
      if (moniker.trim() === "" || moniker.length > 100) continue;
      const found = await search(moniker);
      const named = found.hits.filter(({ kind, isExact }) => kind === "validator" && isExact).map(({ link }) => link);
      expect({ moniker, named: named.sort() }).toEqual({
        moniker,
        named: operators.map((operator) => `/validators/${operator}`).sort(),
      });
      if (operators.length > 1) expect(found.jump).toBeUndefined();
    }
    const plain = await search("zizkov node");
    expect(plain.hits.map(({ label }) => label)).toContain("Žižkov Node ťěšíme se");
    const part = await search("JUNIPER");
    expect(part.jump).toBeUndefined();
    expect(part.hits.length).toBe(validators.filter(({ moniker }) => moniker.includes("Juniper")).length);
  });
});

describe("names of consumers", () => {
  test("id, chain id, name, client, channel, from the raw rows; what repeats lists all", async () => {
    const rows = rowsAt(HEAD);
    for (const id of consumerIds(rows)) {
      const link = `/consumers/${id}`;
      expect((await search(`consumer ${id}`)).jump).toBe(link);
      const byId = await search(id);
      expect(byId.hits.filter(({ isExact }) => isExact).map((hit) => hit.link)).toContain(link);
      const chainId = chainIdOf(rows, id) as string;
      const same = consumerIds(rows).filter((other) => chainIdOf(rows, other) === chainId);
      const byChain = (await search(chainId)).hits
        .filter(({ matched }) => matched === "chain id")
        .map((hit) => hit.link);
      expect(byChain.sort()).toEqual(same.map((other) => `/consumers/${other}`).sort());
      const name = metadataOf(rows, id)?.name as string;
      expect((await search(name)).hits.map((hit) => hit.link)).toContain(link);
      for (const other of [clientOf(rows, id), channelOf(rows, id)])
        if (other !== undefined) expect((await search(other)).hits.map((hit) => hit.link)).toContain(link);
    }
  });
});

describe("blocks and transactions", () => {
  test("a height, written in any way; a consumer id is a height too, so both are named", async () => {
    for (const text of ["300", "block 300", "Height #300"]) {
      expect({ text, jump: (await search(text)).jump }).toEqual({ text, jump: "/?height=300" });
    }
    const both = await search("1");
    expect(
      both.hits
        .filter(({ isExact }) => isExact)
        .map(({ link }) => link)
        .sort(),
    ).toEqual(["/?height=1", "/consumers/1"]);
    expect(both.jump).toBeUndefined();
    expect((await search("987654")).notUnderstood[0]).toContain(`holds blocks 1 to ${HEAD}`);
  });

  test("hash of a block of the provider", async () => {
    const { hash } = record.blockAt(record.provider, 222).block.block_id;
    for (const text of [hash, hash.toLowerCase(), `0x${hash}`]) expect((await search(text)).jump).toBe("/?height=222");
  });

  test("hash of a transaction that opted a validator in", async () => {
    const hash = await optInHash();
    expect((await search(hash)).hits[0]).toMatchObject({ kind: "transaction", link: "/consumers/1" });
    expect((await search(hash.toLowerCase())).hits).toHaveLength(1);
    expect((await search("ab".repeat(32))).notUnderstood[0]).toContain("no block and of no transaction");
  });
});

/** Raw hash of the first transaction in the record whose result opts somebody in to consumer 1. */
async function optInHash(): Promise<string> {
  const { createHash } = await import("node:crypto");
  for (let height = 15; height < 60; height += 1) {
    const { block, results } = record.blockAt(record.provider, height);
    const i = (results.txs_results ?? []).findIndex(({ events }) =>
      events.some(
        ({ type, attributes }) =>
          type === "opt_in" && attributes.some(({ key, value }) => key === "consumer_id" && value === "1"),
      ),
    );
    const tx = block.block.data.txs?.[i];
    if (tx) return createHash("sha256").update(Buffer.from(tx, "base64")).digest("hex").toUpperCase();
  }
  throw new Error("nobody opted in");
}

test("a proposal by its number; one that does not exist is said", async () => {
  for (const text of ["proposal 1", "Prop #1", "#1"]) {
    expect({ text, jump: (await search(text)).jump }).toEqual({ text, jump: "/proposals/1" });
  }
  expect((await search("proposal 99")).notUnderstood[0]).toContain("no proposal 99");
});

describe("what is not understood is said, and nothing hostile costs time", () => {
  test("a well-formed address of nobody", async () => {
    const found = await search(encodeBech32("cosmosvaloper", new Uint8Array(20).fill(7)));
    expect(found).toMatchObject({ hits: [], more: 0 });
    expect(found.notUnderstood[0]).toMatch(/^This is an operator address, but it belongs to no validator/);
  });

  test("nonsense", async () => {
    expect((await search("zzzz no such thing")).notUnderstood[0]).toMatch(/^Nothing on ics-devnet-provider-1/);
  });

  test.each([
    "'; drop table validator; --",
    "%",
    "_",
    "\\",
    "{",
    '{"key":{}}',
    "\u0000",
    "\u202e\u202e",
    "((((((((((a+)+)+)+)+)+)+)+$",
    "1".repeat(500),
    "á".repeat(500),
    "0x".repeat(250),
    "e\u0301\u0301".repeat(160),
  ])("%j is answered within a second", async (text) => {
    const started = performance.now();
    const response = await callRoute("devnet", `search?q=${encodeURIComponent(text)}`);
    expect(response.status).toBe(200);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test("too long, twice, or missing is refused", async () => {
    for (const path of [`search?q=${"a".repeat(501)}`, "search?q=a&q=b", "search"]) {
      expect((await callRoute("devnet", path)).status).toBe(400);
    }
  });
});
