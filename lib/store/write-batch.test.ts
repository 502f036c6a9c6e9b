import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadChain, upsertChain } from "./chain-rows";
import { migrate } from "./migrate";
import { openStore, type Store } from "./open-store";
import { OPEN_UNTIL } from "./schema";
import { freshDatabase } from "./test-database";
import { writeBatch } from "./write-batch";

describe.each(["pglite", "postgres"] as const)("a batch of blocks on %s", (kind) => {
  const databaseUrl = process.env.TEST_DATABASE_URL;
  const isHere = kind === "pglite" || databaseUrl !== undefined;
  let store: Store;

  beforeAll(async () => {
    if (!isHere) {
      if (process.env.CI) throw new Error("TEST_DATABASE_URL is not set: the PostgreSQL half of the suite cannot run");
      return;
    }
    store =
      kind === "pglite"
        ? await openStore({ dataDir: "memory://" })
        : await openStore({ dataDir: "", databaseUrl: await freshDatabase(databaseUrl as string) });
    await migrate(store.db);
    await upsertChain(store.db, { network: "n", chainId: "c-1", role: "provider" });
  }, 60_000);
  afterAll(() => store?.close());

  const validator = {
    operator: "op",
    cons_address: "aa",
    pub_key: "bb",
    moniker: "m\u202e",
    identity: "",
    website: "",
    details: "",
    commission_rate: "0.05",
    tokens: "1000000000000000000000000000000",
    status: "bonded",
    jailed: false,
    power: "9223372036854775807",
    active: true,
  };

  test.runIf(isHere)("writes rows and cursor together, and closes a range that it opened before", async () => {
    await writeBatch(store.db, {
      network: "n",
      chainId: "c-1",
      expectedNextHeight: undefined,
      nextHeight: 11,
      firstHeight: 1,
      memory: { a: 1 },
      rows: { validator: [{ ...validator, from_height: 5, until_height: String(OPEN_UNTIL) }] },
    });
    await writeBatch(store.db, {
      network: "n",
      chainId: "c-1",
      expectedNextHeight: 11,
      nextHeight: 21,
      memory: { a: 2 },
      rows: { validator: [{ ...validator, from_height: 5, until_height: 15 }] },
    });
    const rows = await store.db.selectFrom("validator").selectAll().execute();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      tokens: "1000000000000000000000000000000",
      power: "9223372036854775807",
      from_height: 5n,
      until_height: 15n,
      moniker: "m\u202e",
      jailed: false,
    });
    expect(await loadChain(store.db, { network: "n", chainId: "c-1" })).toMatchObject({
      firstHeight: 1,
      nextHeight: 21,
    });
  });

  test.runIf(isHere)("refuses a second writer and writes nothing", async () => {
    const batch = {
      network: "n",
      chainId: "c-1",
      expectedNextHeight: 11,
      nextHeight: 31,
      memory: {},
      rows: { vsc_epoch: [{ vsc_id: "7", epoch_height: 30 }] },
    };
    await expect(writeBatch(store.db, batch)).rejects.toMatchObject({ code: "cursor-moved" });
    expect(await store.db.selectFrom("vsc_epoch").selectAll().execute()).toEqual([]);
  });

  test.runIf(isHere)("a bad row undoes the whole batch", async () => {
    const batch = {
      network: "n",
      chainId: "c-1",
      expectedNextHeight: 21,
      nextHeight: 31,
      memory: {},
      rows: {
        vsc_epoch: [{ vsc_id: "7", epoch_height: 30 }],
        opted_in: [{ consumer_id: "1", from_height: 3, until_height: 9 }],
      },
    };
    await expect(writeBatch(store.db, batch)).rejects.toThrow(/null value/);
    expect(await store.db.selectFrom("vsc_epoch").selectAll().execute()).toEqual([]);
    expect(await loadChain(store.db, { network: "n", chainId: "c-1" })).toMatchObject({ nextHeight: 21 });
  });
});
