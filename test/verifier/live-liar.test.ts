import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { type NetworkConfig, parseNetworks } from "@/lib/config/networks";
import type { Store } from "@/lib/store/open-store";
import { listEndpoints } from "@/lib/store/read-chain";
import { createNodeCrypto } from "@/lib/verifier/node-crypto";
import { verifyDue } from "@/lib/verifier/run-verifier";
import { getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { restartServer } from "../support/server-deps";
import { dumpStore } from "../support/store-dump";

/* Indexing goes on while one of two nodes lies, about a row and about a block: the rows are those of an honest node alone. */

const NAME = "devnet";
const PROVIDER = "ics-devnet-provider-1";
const HEIGHT = 400;
const UNTIL = 450;
/** Phase of consumer 1: deleted, where it is launched. */
const FORGED = { store: "provider", key: "31000000000000000131", value: "0000000500000000" };

let tape: Tape;
let liar: string;
let store: Store;
let networks: NetworkConfig[];
let honest: Record<string, string[]>;

beforeAll(async () => {
  tape = await serveRecording(NAME);
  const alone = await indexTape(tape, UNTIL, undefined, parseNetworks(JSON.stringify(tape.networks), "networks"));
  honest = await dumpStore(alone.store);
  await alone.store.close();
  liar = await tape.addEndpoint(PROVIDER);
  networks = parseNetworks(JSON.stringify(tape.networks), "networks").map((network) => ({
    ...network,
    provider: { ...network.provider, verifyHeights: [HEIGHT] },
  }));
  ({ store } = await indexTape(tape, 410, undefined, networks));
  tape.misbehave(liar, { forgedRow: FORGED, lieAboutBlock: 420 });
  await verifyDue({ store, networks, crypto: createNodeCrypto() });
  tape.resetCounts();
  await indexTape(tape, UNTIL, store, networks);
}, 400_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

test("two nodes are configured, and one of them lies", () => {
  expect(networks[0]?.provider.rpc).toHaveLength(2);
  expect(networks[0]?.provider.rpc).toContain(liar);
});

test("the rows are those of the honest node alone", async () => {
  const rows = await dumpStore(store);
  for (const [table, lines] of Object.entries(honest)) expect(rows[table], table).toEqual(lines);
});

test("the liar is excluded, and named with height and field", async () => {
  const endpoints = await listEndpoints(store.db, NAME);
  expect(endpoints.find(({ url }) => url === liar)?.info).toMatchObject({ excluded: "contradicts-proof" });
  restartServer(store, networks);
  const { data } = await getBody<{ data: { code: string; sentence: string }[] }>(NAME, "findings");
  const [found] = data.filter(({ code }) => code === "endpoints-disagree");
  for (const word of [liar, String(HEIGHT), FORGED.key]) expect(found?.sentence).toContain(word);
  const status = await getBody<{ data: { chains: { endpoints: { url: string; excluded?: string }[] }[] } }>(
    NAME,
    "status",
  );
  const shown = status.data.chains.flatMap(({ endpoints: of }) => of).find(({ url }) => url === liar);
  expect(shown?.excluded).toBe("contradicts-proof");
  const overview = await getBody<{ data: { consumersByPhase: { deleted: number } } }>(
    NAME,
    `overview?height=${HEIGHT}`,
  );
  expect(overview.data.consumersByPhase.deleted).toBe(0);
});
