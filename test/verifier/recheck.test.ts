import { afterAll, beforeAll, expect, test } from "vitest";
import { POST } from "@/app/api/v1/[network]/verification/route";
import type { Tape } from "@/devnet/tape/tape";
import { askedRecheck } from "@/lib/api/contracts/verification";
import { openApi } from "@/lib/api/openapi";
import { type NetworkConfig, parseNetworks } from "@/lib/config/networks";
import type { Store } from "@/lib/store/open-store";
import { listVerifications } from "@/lib/store/read-verification";
import { askRecheck, findRecheck, MOST_WAITING } from "@/lib/store/recheck-rows";
import { createNodeCrypto } from "@/lib/verifier/node-crypto";
import { verifyDue } from "@/lib/verifier/run-verifier";
import { indexTape, serveRecording } from "../support/index-recording";
import { restartServer } from "../support/server-deps";

/* A reader asks for a check: it waits for its turn, is done, and what it finds replaces what was found before. */

const NAME = "devnet";
const PROVIDER = "ics-devnet-provider-1";
const HEIGHT = 400;
const crypto = createNodeCrypto();
const provider = { network: NAME, chainId: PROVIDER };

let tape: Tape;
let store: Store;
let networks: NetworkConfig[];

beforeAll(async () => {
  tape = await serveRecording(NAME);
  networks = parseNetworks(JSON.stringify(tape.networks), "the tape's networks file").map((network) => ({
    ...network,
    verify: { everyBlocks: 0, callsPerSecond: 1_000 },
  }));
  ({ store } = await indexTape(tape, 410, undefined, networks));
  await verifyDue({ store, networks, crypto });
  restartServer(store, networks);
}, 180_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

function ask(query: string, headers: Record<string, string> = {}): Promise<Response> {
  const request = new Request(`http://explorer.test/api/v1/${NAME}/verification${query}`, { method: "POST", headers });
  return POST(request, { params: Promise.resolve({ network: NAME }) });
}

const phaseAt = async () =>
  (await listVerifications(store.db, provider, HEIGHT)).find(
    ({ subject, consumerId }) => subject === "phase" && consumerId === "1",
  );

const setPhase = (phase: string) =>
  store.db
    .updateTable("consumer")
    .set({ phase })
    .where("consumer_id", "=", "1")
    .where("until_height", ">", BigInt(HEIGHT))
    .execute();

test("a check that is asked for is of the height that was checked last, and what it finds is shown", async () => {
  const before = await phaseAt();
  expect(before).toMatchObject({ outcome: "proven", height: HEIGHT });
  const answer = await ask("", { "sec-fetch-site": "same-origin", origin: "http://explorer.test" });
  expect(answer.status).toBe(202);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const body = await answer.json();
  expect(askedRecheck.parse(body)).toEqual({ data: { state: "queued", chainId: PROVIDER, height: HEIGHT } });
  expect((await (await ask("")).json()).data.state).toBe("waiting");
  await setPhase("stopped");
  await verifyDue({ store, networks, crypto });
  expect(await findRecheck(store.db, NAME)).toBeUndefined();
  expect(await phaseAt()).toMatchObject({ outcome: "contradicted", height: HEIGHT });
  await setPhase("launched");
});

test("what was proven stays so when the node no longer keeps that state", async () => {
  await ask("");
  await verifyDue({ store, networks, crypto });
  expect(await phaseAt()).toMatchObject({ outcome: "proven" });
  tape.misbehave(PROVIDER, { prunedBefore: 405 });
  await ask("");
  await verifyDue({ store, networks, crypto });
  tape.misbehave(PROVIDER, {});
  expect(await findRecheck(store.db, NAME)).toBeUndefined();
  expect(await phaseAt()).toMatchObject({ outcome: "proven" });
});

test("a page of another site, a chain that is none, a bad height and one too many are refused", async () => {
  for (const headers of [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://evil.example" },
    { origin: "null" },
  ]) {
    const refused = await ask("", headers);
    expect(refused.status).toBe(403);
    expect((await refused.json()).error.code).toBe("foreign-page");
  }
  expect((await ask("?chain=other-1")).status).toBe(404);
  expect((await ask("?height=x")).status).toBe(400);
  expect((await ask("?height=1")).status).toBe(409);
  expect(await findRecheck(store.db, NAME)).toBeUndefined();
  for (let i = 0; i < MOST_WAITING; i += 1) await askRecheck(store.db, provider, 100 + i);
  const full = await ask("");
  expect(full.status).toBe(429);
  await store.db.deleteFrom("recheck").execute();
  restartServer(store, networks, { isVerifying: false });
  expect((await ask("")).status).toBe(409);
  restartServer(store, [{ name: NAME, provider: { rpc: [] }, consumers: [], record: { from: 1 } as never }]);
  expect((await (await ask("")).json()).error.code).toBe("not-followed");
});

test("the order is described beside the view", () => {
  const { paths } = openApi() as { paths: Record<string, { post?: { responses: object } }> };
  const described = paths["/api/v1/{network}/verification"]?.post;
  expect(Object.keys(described?.responses ?? {})).toEqual(expect.arrayContaining(["202", "403", "409", "429"]));
});
