import fc from "fast-check";
import { expect, test } from "vitest";
import { headerHash } from "../../lib/light/header-hash";
import type { LightBlock } from "../../lib/light/light-block";
import { LightError } from "../../lib/light/light-error";
import { parseSignedHeader, parseValidators } from "../../lib/light/parse-light-block";
import { skipTo } from "../../lib/light/skipping";
import { verifyStoreProof } from "../../lib/light/store-proof";
import { type TrustedState, verifyHeader, verifyLightBlock } from "../../lib/light/verify-header";
import { createNodeCrypto } from "../../lib/verifier/node-crypto";
import { openRecord, recordingDir } from "./record-reader";
import { proofsOf, type RecordedProof } from "./recorded-proofs";

const crypto = createNodeCrypto();
const DAY_NS = 86_400_000_000_000n;

type Json = { [key: string]: Json } | Json[] | string | number | null;

/** What a node would answer for a height: its header, the commit that the next block carries, and the set. */
function lightJson(record: ReturnType<typeof openRecord>, chain: string, height: number): { signed: Json; set: Json } {
  const { block } = record.blockAt(chain, height).block;
  const next = record.blockAt(chain, height + 1).block.block as unknown as { last_commit: Json };
  const set = record.validatorsAt(chain, height).map(({ address, pubKey, power }) => ({
    address: address.toUpperCase(),
    pub_key: { type: "tendermint/PubKeyEd25519", value: Buffer.from(pubKey, "hex").toString("base64") },
    voting_power: String(power),
  }));
  return { signed: { header: block.header as unknown as Json, commit: next.last_commit }, set };
}

function parse({ signed, set }: { signed: Json; set: Json }): LightBlock {
  return { ...parseSignedHeader(signed), validators: parseValidators(set) };
}

for (const name of ["first", "changeover"] as const) {
  const record = openRecord(recordingDir(name));

  test.each(record.chains)(
    `${name}: every header of %s follows from the one before it`,
    { timeout: 120_000 },
    (chain) => {
      const heights = record.chain(chain).heights.slice(0, -1);
      let trusted: TrustedState | undefined;
      for (const height of heights) {
        const block = parse(lightJson(record, chain, height));
        const hash = Buffer.from(headerHash(block.header, crypto)).toString("hex");
        expect(hash, `${chain} ${height}`).toBe(record.blockAt(chain, height).block.block_id.hash.toLowerCase());
        if (trusted === undefined) verifyLightBlock(block, chain, crypto);
        else {
          const options = { trustingPeriodNs: DAY_NS, nowNs: block.header.timeNs, maxClockDriftNs: 1_000_000_000n };
          verifyHeader(trusted, block, options, crypto);
        }
        trusted = { header: block.header, nextValidators: block.validators };
      }
      expect(trusted?.header.height).toBe(BigInt(heights.at(-1) ?? 0));
    },
  );

  test.each(record.chains)(`${name}: every proof of %s leads to the app hash of the next header`, (chain) => {
    const proofs = proofsOf(record, chain);
    expect(proofs.length).toBeGreaterThan(50);
    expect(new Set(proofs.map(({ height }) => height)).size).toBeGreaterThanOrEqual(2);
    for (const proof of proofs) verifyProof(record, chain, proof);
  });

  test(`${name}: a proof shows nothing but its own value under its own app hash`, () => {
    const proofs = proofsOf(record, record.provider);
    const [first, other] = [proofs[0], proofs.find(({ height }) => height !== proofs[0]?.height)];
    if (!first || !other) throw new Error("no proofs");
    const root = appHash(record, record.provider, first.height);
    const check = (proof: RecordedProof, value = proof.value, key = proof.key) =>
      verifyStoreProof(proof, key, value, root, crypto);
    expect(() => check(first)).not.toThrow();
    expect(() => check(other)).toThrow(LightError);
    expect(() => check({ ...first, store: "ibc" })).toThrow(LightError);
    const present = proofs.find(({ value, height }) => value !== undefined && height === first.height);
    const absent = proofs.find(({ value, height }) => value === undefined && height === first.height);
    if (!present || !absent) throw new Error("both kinds of proof are recorded");
    expect(() => verifyStoreProof(present, present.key, undefined, root, crypto)).toThrow(LightError);
    expect(() => check(absent, new Uint8Array())).toThrow(LightError);
    expect(() => check(present, present.value, absent.key)).toThrow(LightError);
  });
}

const record = openRecord(recordingDir("first"));

test("one bit flipped anywhere in header, commit or set, and nothing is proven", () => {
  const chain = "ics-stalled-1";
  const whole = lightJson(record, chain, 300);
  verifyLightBlock(parse(whole), chain, crypto);
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.nat(), (leaf, place, bit) => {
      const bad = structuredClone(whole);
      flipLeaf(bad as unknown as Json, leaf, place, bit);
      expect(() => verifyLightBlock(parse(bad), chain, crypto)).toThrow(LightError);
    }),
    { numRuns: 1_500 },
  );
});

test("one bit flipped anywhere in a proof, its key or its value, and nothing is proven", () => {
  const proofs = proofsOf(record, record.provider);
  fc.assert(
    fc.property(fc.nat(proofs.length - 1), fc.nat(3), fc.nat(), fc.nat(7), (n, part, place, bit) => {
      const proof = structuredClone(proofs[n]) as RecordedProof;
      const root = appHash(record, record.provider, proof.height);
      const parts = [proof.ops[0]?.data, proof.ops[1]?.data, proof.key, proof.value].filter(
        (bytes): bytes is Uint8Array => bytes !== undefined && bytes.length > 0,
      );
      const bytes = parts[part % parts.length];
      if (bytes === undefined) return;
      const at = place % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      expect(() => verifyStoreProof(proof, proof.key, proof.value, root, crypto)).toThrow(LightError);
    }),
    { numRuns: 3_000 },
  );
});

function appHash(from: typeof record, chain: string, height: number): Uint8Array {
  return Buffer.from(from.blockAt(chain, height + 1).block.block.header.app_hash, "hex");
}

function verifyProof(from: typeof record, chain: string, proof: RecordedProof): void {
  verifyStoreProof(proof, proof.key, proof.value, appHash(from, chain, proof.height), crypto);
}

/** Flips one bit of one text or number of a JSON value. */
function flipLeaf(json: Json, leaf: number, place: number, bit: number): void {
  const leaves: (() => void)[] = [];
  const walk = (node: Json) => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      const set = (next: Json) => {
        (node as Record<string, Json>)[key] = next;
      };
      if (typeof value === "string" && value !== "") {
        leaves.push(() => {
          const at = place % value.length;
          const flipped = String.fromCharCode(value.charCodeAt(at) ^ (1 << (bit % 7)));
          set(value.slice(0, at) + flipped + value.slice(at + 1));
        });
      } else if (typeof value === "number") leaves.push(() => set(value ^ (1 << (bit % 31))));
      else walk(value);
    }
  };
  walk(json);
  leaves[leaf % leaves.length]?.();
}

test("skipping reaches a far block by few, halving the way where the set has changed too much", () => {
  const chain = record.provider;
  const full = (height: number) => {
    const block = parse(lightJson(record, chain, height));
    return { ...block, nextValidators: parse(lightJson(record, chain, height + 1)).validators };
  };
  const root = full(1);
  const last = full(1_400);
  const options = { trustingPeriodNs: DAY_NS, nowNs: last.header.timeNs, maxClockDriftNs: 1_000_000_000n };
  const asked: number[] = [];
  const walk = skipTo({ header: root.header, nextValidators: root.nextValidators }, 1_400n, options, crypto);
  let step = walk.next();
  while (!step.done) {
    asked.push(Number(step.value));
    step = walk.next(full(Number(step.value)));
  }
  expect(step.value.at(-1)?.header.height).toBe(1_400n);
  expect(asked[0]).toBe(1_400);
  expect(asked.length).toBeLessThan(12);

  const lying = skipTo({ header: root.header, nextValidators: root.nextValidators }, 1_400n, options, crypto);
  lying.next();
  expect(() => lying.next(full(1_399))).toThrow("asked for block 1400, got 1399");
});
