import { expect, test } from "vitest";
import { migrate } from "./migrate";
import { openStore } from "./open-store";

test("upkeep of the embedded database runs, between whatever else is asked of it", async () => {
  const store = await openStore({ dataDir: "memory://" });
  await migrate(store.db);
  const [, rows] = await Promise.all([store.maintain(), store.db.selectFrom("chain").selectAll().execute()]);
  expect(rows).toEqual([]);
  await store.close();
});
