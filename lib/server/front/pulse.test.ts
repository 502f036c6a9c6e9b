import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "@/lib/store/migrate";
import { openStore, type Store } from "@/lib/store/open-store";
import { createCache, type ServerDeps } from "../deps";
import { Pulses } from "./pulse";

let store: Store;
beforeAll(async () => {
  store = await openStore({ dataDir: "memory://" });
  await migrate(store.db);
}, 60_000);
afterAll(() => store.close());

const head = { chainId: "p-1", height: 7, time: "2026-03-02T12:00:00Z" };
const settled = () => new Promise((resolve) => setTimeout(resolve, 200));

test("how far a provider is comes with its news, and is looked for where they do not tell", async () => {
  const config = { name: "devnet", provider: { rpc: [] }, consumers: [] };
  const deps = { store, networks: [config], cache: createCache(), now: () => Date.now() } as unknown as ServerDeps;
  const pulses = new Pulses(deps);
  await settled();
  const pulse = pulses.get("devnet");
  expect(pulse).toEqual({ beats: 0, isCatchingUp: false });
  // The store holds no chain: whoever looked there would take it back.
  pulses.beat({ network: "devnet", head, isCatchingUp: true });
  await settled();
  expect(pulse).toEqual({ beats: 1, isCatchingUp: true });
  pulses.beat({ network: "devnet", isCatchingUp: true }); // A consumer chain that is behind tells nothing of the provider.
  await settled();
  expect(pulse).toEqual({ beats: 2, isCatchingUp: true });
  pulses.beat({ network: "devnet", head });
  expect(pulse).toEqual({ beats: 3, isCatchingUp: false });
  pulses.beat({ network: "devnet", head, isCatchingUp: true });
  pulses.beat({ network: "devnet" });
  await expect.poll(() => pulse?.isCatchingUp).toBe(false);
  pulses.beat({ network: "another", head });
  expect(pulses.get("another")).toBeUndefined();
});
