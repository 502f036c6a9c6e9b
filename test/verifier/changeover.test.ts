import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { parseNetworks } from "@/lib/config/networks";
import { listChains } from "@/lib/store/chain-rows";
import type { Store } from "@/lib/store/open-store";
import { listCheckedHeights, listVerifications, type VerificationAt } from "@/lib/store/read-verification";
import { createNodeCrypto } from "@/lib/verifier/node-crypto";
import { verifyDue } from "@/lib/verifier/run-verifier";
import { indexTape, serveRecording } from "../support/index-recording";

/* Another network, where a standalone chain becomes a consumer, channels close and consumers are deleted. */

const NAME = "changeover";
let tape: Tape;
let store: Store;
const all: VerificationAt[] = [];

beforeAll(async () => {
  tape = await serveRecording(NAME);
  const networks = parseNetworks(JSON.stringify(tape.networks), "the tape's networks file");
  ({ store } = await indexTape(tape, 720, undefined, networks));
  await verifyDue({ store, networks, crypto: createNodeCrypto() });
  for (const { chainId } of await listChains(store.db, NAME)) {
    for (const height of await listCheckedHeights(store.db, { network: NAME, chainId })) {
      const results = await listVerifications(store.db, { network: NAME, chainId }, height);
      all.push(...results.filter((result) => result.height === height));
    }
  }
}, 180_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

test("nothing of it is contradicted, and what was recorded with a proof is proven", () => {
  const words = (outcome: string) =>
    all
      .filter((result) => result.outcome === outcome)
      .map(
        ({ chainId, height, consumerId, subject, because }) =>
          `${chainId} ${height} ${consumerId} ${subject}: ${because}`,
      );
  expect(words("contradicted")).toEqual([]);
  expect(all.filter(({ outcome }) => outcome === "proven").length).toBeGreaterThan(30);
  for (const why of words("unproven")) expect(why).toContain("not recorded");
});
