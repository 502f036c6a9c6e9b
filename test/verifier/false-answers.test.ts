import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { createChainClient } from "@/lib/chain/endpoint-pool";
import { openProofNode } from "@/lib/chain/proof-node";
import { type NetworkConfig, parseNetworks } from "@/lib/config/networks";
import { checkEvidence, EVIDENCE_FORMAT } from "@/lib/light/evidence";
import { LightError } from "@/lib/light/light-error";
import type { Store } from "@/lib/store/open-store";
import { findVerification, findVerifiedBlock, listVerdicts, listVerifications } from "@/lib/store/read-verification";
import { consumerClaims } from "@/lib/verifier/claims";
import { judgeClaim } from "@/lib/verifier/judge-claim";
import { createNodeCrypto } from "@/lib/verifier/node-crypto";
import { type RowOutcome, verifyRow } from "@/lib/verifier/prove-rows";
import { verifyDue } from "@/lib/verifier/run-verifier";
import { getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";

/* A second node that lies about one row, and bytes that are not the proven ones. */

const NAME = "devnet";
const PROVIDER = "ics-devnet-provider-1";
const HEIGHT = 400;
/** Phase of consumer 1: deleted, where it is launched. */
const PHASE_KEY = "31000000000000000131";
const FORGED = "0000000500000000";
const crypto = createNodeCrypto();

let tape: Tape;
let store: Store;
let networks: NetworkConfig[];
let liar: string;

beforeAll(async () => {
  tape = await serveRecording(NAME);
  liar = await tape.addEndpoint(PROVIDER);
  networks = parseNetworks(JSON.stringify(tape.networks), "the tape's networks file");
  ({ store } = await indexTape(tape, 410, undefined, networks));
  tape.misbehave(liar, { forgedRow: { store: "provider", key: PHASE_KEY, value: FORGED } });
  const due = networks.map((network) => ({
    ...network,
    consumers: [],
    provider: { ...network.provider, verifyHeights: [HEIGHT] },
  }));
  // The liar is asked first.
  const liarFirst = due.map((network) => ({
    ...network,
    provider: { ...network.provider, rpc: network.provider.rpc.toReversed() },
  }));
  await verifyDue({ store, networks: liarFirst, crypto });
}, 180_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

const provider = { network: NAME, chainId: PROVIDER };

test("a forged row is caught, its node named with height and field, and the figure is right all the same", async () => {
  const verdicts = await listVerdicts(store.db, NAME);
  expect(verdicts).toHaveLength(1);
  expect(verdicts[0]).toMatchObject({
    url: liar,
    chainId: PROVIDER,
    height: HEIGHT,
    field: `provider row ${PHASE_KEY}`,
    expected: "0000000300000000",
    isProven: true,
  });
  const phase = await findVerification(store.db, provider, { consumerId: "1", subject: "phase", atMost: HEIGHT });
  expect(phase).toMatchObject({ outcome: "proven", says: "phase launched" });
  const all = await listVerifications(store.db, provider, HEIGHT);
  expect(all.filter(({ outcome }) => outcome === "contradicted")).toEqual([]);
});

test("the liar is excluded where another node is left, and shown as such", async () => {
  const client = createChainClient({ urls: tape.networks[0]?.provider.rpc ?? [], label: "provider" });
  client.quarantine(new Set([liar]));
  await client.status();
  tape.resetCounts();
  await client.abciQuery({ path: "/store/provider/key", data: Buffer.from(PHASE_KEY, "hex"), height: HEIGHT });
  expect(tape.endpointCounts(liar).http).toBe(0);
  expect(client.health().find(({ url }) => url === liar)).toMatchObject({ excluded: "contradicts-proof" });
  client.quarantine(new Set(tape.networks[0]?.provider.rpc));
  expect(client.health().every(({ excluded }) => excluded === undefined)).toBe(true);
  await client.close();
});

test("what we store is contradicted when it is not what is proven", async () => {
  const { db } = store;
  await db
    .updateTable("consumer")
    .set({ phase: "stopped" })
    .where("consumer_id", "=", "1")
    .where("until_height", ">", BigInt(HEIGHT))
    .execute();
  await db.deleteFrom("verification").execute();
  const due = networks.map((network) => ({
    ...network,
    consumers: [],
    provider: { ...network.provider, verifyHeights: [HEIGHT] },
  }));
  await verifyDue({ store, networks: due, crypto });
  const phase = await findVerification(db, provider, { consumerId: "1", subject: "phase", atMost: HEIGHT });
  expect(phase).toMatchObject({
    outcome: "contradicted",
    because: "we show phase stopped; proven is phase launched",
  });
  await db
    .updateTable("consumer")
    .set({ phase: "launched" })
    .where("consumer_id", "=", "1")
    .where("until_height", ">", BigInt(HEIGHT))
    .execute();
});

test("one bit flipped anywhere in a stored row, its key or its proof: contradicted, never proven", async () => {
  const node = openProofNode(tape.url(PROVIDER));
  const [claim] = consumerClaims({
    consumer: { consumerId: "1" as never, phase: "launched", owner: "" },
    stored: [],
    optedIn: [],
    queued: [],
  });
  const row = claim?.rows[0];
  const root = await findVerifiedBlock(store.db, provider, HEIGHT + 1);
  if (!claim || !row || root?.height !== HEIGHT + 1) throw new Error("nothing to flip");
  const [answer] = await node.fetchProofs([{ store: row.store, key: row.key, height: HEIGHT }]);
  await node.close();
  if (!answer?.ok) throw new Error("no proof");
  const appHash = Buffer.from(root.appHash, "hex");
  const judge = (given: typeof answer) => {
    const outcomes = new Map<typeof row, RowOutcome>([[row, verifyRow(row, given, appHash, crypto)]]);
    return judgeClaim(claim, HEIGHT, outcomes).outcome;
  };
  expect(judge(answer)).toBe("proven");
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.nat(7), (part, place, bit) => {
      const bad = structuredClone(answer);
      const parts = [bad.value, ...bad.ops.flatMap(({ key, data }) => [key, data])].filter(
        (bytes): bytes is Uint8Array => bytes !== undefined && bytes.length > 0,
      );
      const bytes = parts[part % parts.length] as Uint8Array;
      bytes[place % bytes.length] = (bytes[place % bytes.length] ?? 0) ^ (1 << bit);
      expect(judge(bad)).toBe("contradicted");
    }),
    { numRuns: 800 },
  );
});

test("a proof file is refused when it is none, of a later version, or begins at another root", () => {
  const refused = (json: unknown) => expect(() => checkEvidence(json, crypto)).toThrow(LightError);
  refused(null);
  refused([]);
  refused({ format: EVIDENCE_FORMAT, version: 2 });
  refused({ format: EVIDENCE_FORMAT, version: 1, blocks: [], rows: [] });
});

test("the finding names endpoint, height and field", async () => {
  serveStore(store, networks);
  const { data } = await getBody<{ data: { code: string; sentence: string }[] }>(NAME, "findings");
  const found = data.filter(({ code }) => code === "endpoints-disagree");
  expect(found).toHaveLength(1);
  for (const word of [liar, String(HEIGHT), PHASE_KEY]) expect(found[0]?.sentence).toContain(word);
});
