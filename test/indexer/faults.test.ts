import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { runIndexer } from "@/lib/indexer/run-indexer";
import type { Store } from "@/lib/store/open-store";
import { indexTape, serveRecording } from "../support/index-recording";
import { dumpStore } from "../support/store-dump";

const PROVIDER = "ics-devnet-provider-1";
/** Past the start of four consumers and several epochs. */
const UNTIL = 190;

let tape: Tape;
let undisturbed: Record<string, string[]>;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  const { store } = await indexTape(tape, UNTIL);
  undisturbed = await dumpStore(store);
  await store.close();
}, 120_000);
afterAll(() => tape?.close());

async function dumpUnder(faults: object, chainId = PROVIDER): Promise<Record<string, string[]>> {
  tape.misbehave(chainId, faults);
  let store: Store | undefined;
  try {
    ({ store } = await indexTape(tape, UNTIL));
    return await dumpStore(store);
  } finally {
    tape.misbehave(chainId, {});
    await store?.close();
  }
}

describe("a node that misbehaves costs time, not truth: the rows are those of an undisturbed run", () => {
  test.each([
    ["slow", { latencyMs: 20 }],
    ["dropping one connection in ten", { resetRate: 0.1 }],
    ["asking us to slow down", { status429: 6, retryAfterSeconds: 0.05 }],
    ["behind a gateway that fails", { status502: 6 }],
    ["cutting bodies short", { cutBodies: 5 }],
    ["answering with something that is not JSON", { garbageJson: 5 }],
  ])(
    "%s",
    async (_what, faults) => {
      expect(await dumpUnder(faults)).toEqual(undisturbed);
    },
    90_000,
  );

  test("a consumer's node likewise", async () => {
    expect(await dumpUnder({ resetRate: 0.1 }, "ics-optin-1")).toEqual(undisturbed);
  }, 90_000);
});

test("a node of another chain among the endpoints is never read", async () => {
  const liar = await tape.addEndpoint(PROVIDER);
  tape.misbehave(liar, { wrongChainId: "another-chain-9" });
  const { store } = await indexTape(tape, UNTIL);
  expect(await dumpStore(store)).toEqual(undisturbed);
  await store.close();
  tape.misbehave(liar, {});
}, 90_000);

test("a chain that was reset under its old id is refused, and the record stays as it was", async () => {
  const { store } = await indexTape(tape, 60);
  const before = await dumpStore(store);
  tape.misbehave(PROVIDER, { forkedHeaderFrom: 40, fittingHashes: true });
  const stop = new AbortController();
  const said: string[] = [];
  const events = {
    onFault: ({ error }: { error: unknown }) => {
      said.push(String(error));
      stop.abort();
    },
  };
  const networks = [{ name: "devnet", provider: { rpc: [tape.url(PROVIDER)] }, consumers: [] }];
  await runIndexer({ store, networks, untilProviderHeight: 90, events }, stop.signal);
  tape.misbehave(PROVIDER, {});
  expect(said[0]).toMatch(/another history with the same chain id/);
  expect(await dumpStore(store)).toEqual(before);
  await store.close();
}, 60_000);

test("what no node keeps is not invented: the record begins where they do", async () => {
  tape.misbehave(PROVIDER, { prunedBefore: 120 });
  for (const { url } of tape.chains.filter((chain) => chain.chainId === PROVIDER))
    tape.misbehave(url, { prunedBefore: 120 });
  const pruned = [{ ...tape.networks[0], provider: { rpc: [tape.url(PROVIDER)] } }] as never;
  const { store } = await indexTape(tape, UNTIL, undefined, pruned);
  const chain = await store.db
    .selectFrom("chain")
    .selectAll()
    .where("chain_id", "=", PROVIDER)
    .executeTakeFirstOrThrow();
  expect(chain.first_height).toBe(120n);
  const before = await store.db.selectFrom("consumer").selectAll().where("from_height", "<", 120n).execute();
  expect(before).toEqual([]);
  // At 190 the facts are the same ones, however late we came.
  const facts = (dump: Record<string, string[]>) =>
    (dump.consumer ?? [])
      .map((line) => JSON.parse(line))
      .filter((row) => row.until_height > UNTIL)
      .map(({ from_height: _from, ...row }) => row);
  expect(facts(await dumpStore(store))).toEqual(facts(undisturbed));
  await store.close();
  tape.misbehave(PROVIDER, {});
}, 90_000);
