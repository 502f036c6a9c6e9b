import { afterAll, beforeAll, expect, test } from "vitest";
import { startTape, type Tape } from "@/devnet/tape/tape";
import type { NetworkConfig } from "@/lib/config/networks";
import { migrate } from "@/lib/store/migrate";
import { openStore, type Store } from "@/lib/store/open-store";
import { callRoute } from "../support/call-route";
import { indexTape, recordingDir, serveRecording } from "../support/index-recording";
import { restartServer } from "../support/server-deps";

/*
 * Two networks in one store, with the same consumer, client, connection and channel ids: nothing that is said of one changes
 * because the other is there.
 */

const HEIGHTS = { devnet: [60, 420], changeover: [60, 160, 385] } as const;
const UNTIL = { devnet: 420, changeover: 400 } as const;
type Name = keyof typeof HEIGHTS;

const PATHS = [
  "overview",
  "consumers",
  "validators",
  "findings",
  "launches",
  "network",
  "packets?limit=200",
  "pipelines",
  "slashes",
  "rewards",
  "security",
  "proposals",
  "search?q=1",
  ...["0", "1"].flatMap((id) =>
    [
      "",
      "/validators",
      "/packets",
      "/pipeline",
      "/launch",
      "/history",
      "/slashes",
      "/rewards",
      "/security",
      "/blocks",
    ].map((tab) => `consumers/${id}${tab}`),
  ),
];

const tapes = new Map<Name, Tape>();
const alone = new Map<Name, Map<string, string>>();
const together = new Map<Name, Map<string, string>>();
let both: Store | undefined;

async function answers(name: Name): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const height of HEIGHTS[name]) {
    for (const path of PATHS) {
      const asked = `${path}${path.includes("?") ? "&" : "?"}height=${height}`;
      const response = await callRoute(name, asked);
      found.set(asked, `${response.status} ${await response.text()}`);
    }
  }
  return found;
}

beforeAll(async () => {
  const networks: NetworkConfig[] = [];
  for (const name of ["devnet", "changeover"] as const) {
    const tape = await serveRecording(name);
    tapes.set(name, tape);
    networks.push(...(tape.networks as readonly NetworkConfig[]));
  }
  for (const name of ["devnet", "changeover"] as const) {
    const tape = tapes.get(name) as Tape;
    const { store } = await indexTape(tape, UNTIL[name]);
    restartServer(store, tape.networks as readonly NetworkConfig[]);
    alone.set(name, await answers(name));
    await store.close();
  }
  both = await openStore({ dataDir: "memory://" });
  await migrate(both.db);
  for (const name of ["devnet", "changeover"] as const) await indexTape(tapes.get(name) as Tape, UNTIL[name], both);
  restartServer(both, networks);
  for (const name of ["devnet", "changeover"] as const) together.set(name, await answers(name));
}, 400_000);
afterAll(async () => {
  await both?.close();
  for (const tape of tapes.values()) await tape.close();
});

test.each(["devnet", "changeover"] as const)("%s answers as if it were alone", (name) => {
  const own = alone.get(name) ?? new Map();
  expect(own.size).toBe(HEIGHTS[name].length * PATHS.length);
  const different = [...own].filter(([path, text]) => together.get(name)?.get(path) !== text).map(([path]) => path);
  expect(different).toEqual([]);
  const failed = [...own]
    .filter(([, text]) => !text.startsWith("200 "))
    .map(([path, text]) => `${path} ${text.slice(0, 200)}`);
  expect(failed).toEqual([]);
});

test("the same chains a second time, less far along: equal chain ids and addresses, and neither sees the other", async () => {
  const tape = await startTape({ dirs: [recordingDir("changeover"), recordingDir("changeover")], speed: 0 });
  try {
    const networks = tape.networks as readonly NetworkConfig[];
    const twin = networks[1]?.name ?? "";
    expect(twin).not.toBe("changeover");
    await indexTape(tape, 200, both, networks.slice(1));
    restartServer(both as Store, networks);
    const text = async (name: string, path: string) => (await callRoute(name, path)).text();
    for (const path of PATHS.map((one) => `${one}${one.includes("?") ? "&" : "?"}height=160`)) {
      const [first, second] = [await text("changeover", path), await text(twin, path)];
      expect(second.replaceAll(twin, "changeover"), path).toBe(first);
      expect(`200 ${first}`, path).toBe(alone.get("changeover")?.get(path));
    }
    const headOf = async (name: string) =>
      (JSON.parse(await text(name, "overview")) as { asOf: { height: number } }).asOf.height;
    expect([await headOf("changeover"), await headOf(twin)]).toEqual([UNTIL.changeover, 200]);
    expect((await callRoute(twin, "overview?height=300")).status).toBe(404);
  } finally {
    await tape.close();
  }
}, 120_000);

test("equal consumer ids are told apart", () => {
  const chainOf = (name: Name, id: string) =>
    (
      JSON.parse((together.get(name)?.get(`consumers/${id}?height=60`) ?? "200 {}").slice(4)) as {
        data: { chainId: string };
      }
    ).data.chainId;
  expect([chainOf("devnet", "0"), chainOf("changeover", "0")]).toEqual(["ics-replicated-1", "ics-sovereign-1"]);
  expect([chainOf("devnet", "1"), chainOf("changeover", "1")]).toEqual(["ics-optin-1", "ics-lapse-1"]);
});
