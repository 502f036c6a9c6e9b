import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "./migrate";
import { openStore, type Store } from "./open-store";
import { findLastChecked, listVerifications, listVerificationsOf } from "./read-verification";
import { saveTrustRoot, saveVerifications, type VerificationResult } from "./verification-rows";

const ON = { network: "net", chainId: "p-1" };

let store: Store;

/** Checks of three heights. A set that has become empty, and a channel that is gone, are claimed by none of the later ones. */
beforeAll(async () => {
  store = await openStore({ dataDir: "memory://" });
  await migrate(store.db);
  const check = (height: number, names: readonly string[], more: Partial<VerificationResult> = {}) =>
    saveVerifications(
      store.db,
      ON,
      names.map((name) => {
        const [subject = "", consumerId] = name.split(" of ");
        const evidence = subject === "header" ? { nodes: { asked: 3, agree: 2 } } : { rows: [] };
        const base = {
          subject,
          height,
          says: `${name} at ${height}`,
          rowCount: 1,
          outcome: "proven" as const,
          evidence,
        };
        return { ...base, ...(consumerId === undefined ? {} : { consumerId }), ...more };
      }),
    );
  await check(10, ["header", "slash-meter", "phase of 0", "stored-set of 0", "phase of 10", "sequences of 10"]);
  await check(20, ["header", "phase of 0", "stored-set of 0", "phase of 10", "phase of 2"]);
  await check(30, ["header", "slash-meter", "phase of 0", "phase of 10", "phase of 2"]);
  // Asked for again by a reader, with another outcome; and the same names on another chain, which are none of ours.
  await check(20, ["phase of 2"], { outcome: "contradicted", because: "otherwise" });
  await saveVerifications(store.db, { ...ON, chainId: "c-1" }, [
    { subject: "packets", consumerId: "0", height: 15, says: "x", rowCount: 1, outcome: "unproven" },
  ]);
}, 60_000);
afterAll(() => store?.close());

const HEIGHTS = [5, 10, 15, 20, 29, 30, 99];

/** The same by going through all checks. */
async function plainly(atMost: number) {
  const { rows } = await sql<{ line: string }>`
    select distinct on (consumer_id, subject) concat_ws(' ', consumer_id, subject, height, outcome, says,
      evidence->'rows' is not null, evidence->'nodes'->>'agree') as line
    from verification where network = 'net' and chain_id = 'p-1' and height <= ${atMost}
    order by consumer_id, subject, height desc`.execute(store.db);
  return rows.map(({ line }) => line);
}

const lineOf = ({ consumerId = "", subject, height, outcome, says, hasEvidence, nodes }: Shown) =>
  [consumerId, subject, height, outcome, says, hasEvidence ? "t" : "f", ...(nodes ? [nodes.agree] : [])].join(" ");
type Shown = Awaited<ReturnType<typeof listVerifications>>[number];

test("the latest result of every subject, those no later check tells included", async () => {
  for (const height of HEIGHTS)
    expect((await listVerifications(store.db, ON, height)).map(lineOf), `at ${height}`).toEqual(await plainly(height));
  const told = (await plainly(99)).join("\n");
  expect(told).toContain("0 stored-set 20");
  expect(told).toContain("10 sequences 10");
  expect(told.split("\n")).toHaveLength(7);
});

test("of one consumer, with what belongs to none", async () => {
  for (const height of HEIGHTS) {
    const lines = (await listVerificationsOf(store.db, ON, "10", height)).map(lineOf);
    const own = (await plainly(height)).filter((line) => line.startsWith(" ") || line.startsWith("10 "));
    expect(lines, `at ${height}`).toEqual(own);
  }
});

test("the last height that was checked, and none before the first", async () => {
  const found = await Promise.all(HEIGHTS.map((height) => findLastChecked(store.db, ON, height)));
  expect(found).toEqual([undefined, 10, 10, 20, 20, 30, 30]);
});

test("another root of trust forgets what was checked from the one before", async () => {
  await saveTrustRoot(store.db, ON, { height: 1, hash: "ab", method: "configured" });
  expect(await listVerifications(store.db, ON, 99)).toEqual([]);
  const { rows } = await sql<{ chain_id: string }>`select distinct chain_id from checked_subject`.execute(store.db);
  expect(rows).toEqual([{ chain_id: "c-1" }]);
});
