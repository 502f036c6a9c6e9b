import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as healthGet } from "@/app/api/health/route";
import type { Tape } from "@/devnet/tape/tape";
import { runIndexer } from "@/lib/indexer/run-indexer";
import { migrate } from "@/lib/store/migrate";
import { openStore, type Store } from "@/lib/store/open-store";
import { callRoute } from "../support/call-route";
import { serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";

const PROVIDER = "ics-devnet-provider-1";
/** The earlier build read so far, without punishments; the nodes have pruned those blocks since. */
const EARLIER = 400;
const UNTIL = 420;

let tape: Tape;
let store: Store;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  store = await openStore({ dataDir: "memory://" });
  await migrate(store.db);
  const networks = [{ name: "devnet", provider: { rpc: [tape.url(PROVIDER)] }, consumers: [] }] as never;
  const signal = new AbortController().signal;
  await runIndexer({ store, networks, untilProviderHeight: EARLIER, without: ["punishments"] }, signal);
  for (const of of [PROVIDER, tape.url(PROVIDER)]) tape.misbehave(of, { prunedBefore: EARLIER + 1 });
  await runIndexer({ store, networks, untilProviderHeight: UNTIL }, signal);
  serveStore(store, networks);
}, 180_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

test("the list says since which block it is known, and that before it nothing is", async () => {
  const head = await callRoute("devnet", "slashes");
  expect(head.status).toBe(200);
  const [told] = (await head.json()).unread;
  expect(told).toMatchObject({
    chainId: PROVIDER,
    subject: "punishments",
    before: EARLIER + 1,
    state: "partial",
    because: "pruned",
    says: expect.stringMatching(
      /before block 401 may be missing.*cannot be read again: the nodes keep blocks from 401/,
    ),
  });
  const past = await callRoute("devnet", "slashes?height=350");
  const body = await past.json();
  expect(body.unread).toMatchObject([{ subject: "punishments", state: "unknown" }]);
  // It may be healed one day: nobody may keep this answer.
  expect(past.headers.get("cache-control")).toMatch(/max-age=1,/);
});

test("what it does not touch says nothing of it, and stays final", async () => {
  const past = await callRoute("devnet", "proposals?height=350");
  expect(await past.json()).not.toHaveProperty("unread");
  expect(past.headers.get("cache-control")).toMatch(/max-age=86400/);
});

test("status and health name it", async () => {
  const status = await (await callRoute("devnet", "status")).json();
  expect(status.data.chains[0].unread).toMatchObject([{ subject: "punishments", before: EARLIER + 1 }]);
  const health = await (await healthGet()).json();
  expect(health).toMatchObject({ status: "ok", incomplete: [{ network: "devnet", subject: "punishments" }] });
});
