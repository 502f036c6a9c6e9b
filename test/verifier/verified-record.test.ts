import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { verificationView } from "@/lib/api/contracts/verification";
import { type NetworkConfig, parseNetworks } from "@/lib/config/networks";
import { checkEvidence } from "@/lib/light/evidence";
import { LightError } from "@/lib/light/light-error";
import type { Store } from "@/lib/store/open-store";
import { findVerification, listVerdicts, listVerifications } from "@/lib/store/read-verification";
import { createBrowserCrypto } from "@/lib/verifier/browser-crypto";
import { createNodeCrypto } from "@/lib/verifier/node-crypto";
import { verifyDue } from "@/lib/verifier/run-verifier";
import { openRecord, recordingDir } from "../record/record-reader";
import { proofsOf } from "../record/recorded-proofs";
import { callRoute, getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";

/* The recorded network over HTTP, indexed as in production and then verified: every figure by its own proof. */

const NAME = "devnet";
const record = openRecord(recordingDir("first"));
const heightsOf = (chainId: string) =>
  [...new Set(proofsOf(record, chainId).map(({ height }) => height))].sort((a, b) => a - b);
const crypto = createNodeCrypto();

let tape: Tape;
let store: Store;
let networks: NetworkConfig[];
const faults: unknown[] = [];

beforeAll(async () => {
  tape = await serveRecording(NAME);
  networks = parseNetworks(JSON.stringify(tape.networks), "the tape's networks file");
  ({ store } = await indexTape(tape, 1_515, undefined, networks));
  await verifyDue({ store, networks, crypto, events: { onFault: (fault) => faults.push(fault) } });
}, 300_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

const provider = { network: NAME, chainId: record.provider };
const SUBJECTS = ["phase", "owner", "client", "channel", "queue", "opted-in", "stored-set", "sequences", "packets"];

describe("the record's proof heights", () => {
  test("are three a chain", () => {
    for (const chain of record.chains) expect(heightsOf(chain)).toHaveLength(3);
    expect(faults).toEqual([]);
  });

  test.each(heightsOf(record.provider))("at %i every figure of consumers 0 to 3 is proven", async (height) => {
    const results = (await listVerifications(store.db, provider, height)).filter((result) => result.height === height);
    for (const consumerId of ["0", "1", "2", "3"]) {
      const own = results.filter((result) => result.consumerId === consumerId);
      expect(own.map(({ subject }) => subject).sort()).toEqual(SUBJECTS.toSorted());
      for (const result of own)
        expect(result, JSON.stringify({ ...result, checkedNs: 0 })).toMatchObject({ outcome: "proven" });
    }
    expect(results.find(({ subject }) => subject === "slash-meter")).toMatchObject({ outcome: "proven" });
    expect(results.find(({ subject }) => subject === "header")).toMatchObject({ outcome: "proven" });
    expect(results.filter(({ outcome }) => outcome === "contradicted")).toEqual([]);
  });

  test("each consumer signs with the set we show, and has received what we show", async () => {
    for (const chainId of record.chains.filter((chain) => chain !== record.provider)) {
      for (const height of heightsOf(chainId)) {
        const results = await listVerifications(store.db, { network: NAME, chainId }, height);
        const at = results.filter((result) => result.height === height);
        expect(at.map(({ subject, outcome }) => `${subject} ${outcome}`).sort()).toEqual([
          "header proven",
          "received proven",
          "signing-set proven",
        ]);
      }
    }
  });

  test("a stored set is shown to be complete where the consumer's own header carries its hash", async () => {
    const sets = (await listVerifications(store.db, provider, 1_510)).filter(({ subject }) => subject === "stored-set");
    const words = Object.fromEntries(sets.map(({ consumerId, says }) => [consumerId, says]));
    // Consumer 3's relayer has stopped: its chain runs an older set.
    expect(words["3"]).toContain("not shown to be complete");
    for (const consumerId of ["0", "1", "2"]) expect(words[consumerId]).toContain("; complete");
  });

  test("no endpoint is accused where there is one", async () => {
    expect(await listVerdicts(store.db, NAME)).toEqual([]);
    expect(
      (await findVerification(store.db, provider, { consumerId: "0", subject: "phase", atMost: 900 }))?.height,
    ).toBe(900);
  });
});

describe("proof files", () => {
  interface Item {
    readonly subject: string;
    readonly outcome: string;
    readonly height: number;
    readonly proof?: string;
    readonly nodes?: object;
  }
  const results = async (path: string) => {
    const { data } = await getBody<{ data: { results: Item[]; roots: { method: string }[] } }>(NAME, path);
    return data;
  };
  beforeAll(() => void serveStore(store, networks));

  test("each figure of a consumer has one, and it holds in Node and with the browser's crypto", async () => {
    const { results: items, roots } = await results("consumers/1/verification");
    expect(roots.map(({ method }) => method)).toEqual(["first-use", "first-use"]);
    const withProof = items.filter(({ proof }) => proof !== undefined);
    expect(withProof.map(({ subject }) => subject).sort()).toEqual([...SUBJECTS, "received", "signing-set"].sort());
    for (const { proof = "", subject } of withProof) {
      const file = await getBody(NAME, proof.replace(`/api/v1/${NAME}/`, ""));
      const checked = checkEvidence(file, crypto);
      expect(checked).toMatchObject({ chainId: expect.any(String), subject });
      if (subject === "phase") expect(checkEvidence(file, createBrowserCrypto())).toEqual(checked);
    }
    expect(items.filter(({ subject }) => subject === "header").map(({ nodes }) => nodes)).toEqual([
      { asked: 1, agree: 1 },
      { asked: 1, agree: 1 },
    ]);
  });

  test("a file with one letter changed does not hold", async () => {
    const file = await getBody<Record<string, unknown>>(NAME, "verification/proof?consumer=0&subject=phase&height=900");
    expect(checkEvidence(file, crypto)).toMatchObject({ height: 900, trust: { method: "first-use" } });
    const [row] = file.rows as { value: string; key: string }[];
    if (!row) throw new Error("no row");
    const changed = (rows: object[], more: object = {}) => ({ ...file, rows, ...more });
    for (const bad of [
      changed([{ ...row, value: row.value.replace("3", "5") }]),
      changed([{ ...row, key: row.key.replace(/30$/, "31") }]),
      changed([row], { height: 901 }),
      changed([row], { chainId: "ics-optin-1" }),
      changed([row], { blocks: (file.blocks as object[]).slice(1) }),
    ]) {
      expect(() => checkEvidence(bad, crypto)).toThrow(LightError);
    }
  });

  test("at an earlier height the last check before it is shown, and before the first there is none", async () => {
    const pinned = await results("consumers/1/verification?height=1200");
    expect(pinned.results.find(({ subject }) => subject === "phase")?.height).toBe(900);
    expect((await results("consumers/1/verification?height=300")).results).toEqual([]);
    expect((await callRoute(NAME, "verification/proof?subject=nothing")).status).toBe(404);
    expect((await callRoute(NAME, "verification/proof")).status).toBe(400);
    const whole = verificationView.parse((await getBody<{ data: unknown }>(NAME, "verification")).data);
    expect(whole.results.filter(({ outcome }) => outcome === "contradicted")).toEqual([]);
  });
});
