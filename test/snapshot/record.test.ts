import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { openApi } from "@/lib/api/openapi";
import { type NetworkConfig, parseNetworks } from "@/lib/config/networks";
import { recordNetworks } from "@/lib/server/record-networks";
import { exportRecord } from "@/lib/snapshot/export-record";
import { importRecord } from "@/lib/snapshot/import-record";
import { migrate } from "@/lib/store/migrate";
import { openStore, type Store } from "@/lib/store/open-store";
import { listRecords, removeRecord } from "@/lib/store/record-rows";
import { freshDatabase } from "@/lib/store/test-database";
import { createNodeCrypto } from "@/lib/verifier/node-crypto";
import { verifyDue } from "@/lib/verifier/run-verifier";
import { callRoute, getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { restartServer } from "../support/server-deps";
import { dumpStore } from "../support/store-dump";

/* A network written to a file and read again: the same answers, and nothing that was changed on the way is taken for true. */

const NAME = "devnet";
const UNTIL = 420;
const PROVIDER = "ics-devnet-provider-1";
const HEIGHTS = [70, 260, 400, UNTIL];
const crypto = createNodeCrypto();

let tape: Tape;
let store: Store;
let networks: NetworkConfig[];
let folder: string;
let whole: string;
let blank: Promise<Store> | undefined;

beforeAll(async () => {
  tape = await serveRecording(NAME);
  networks = parseNetworks(JSON.stringify(tape.networks), "the tape's networks file");
  ({ store } = await indexTape(tape, UNTIL, undefined, networks));
  await verifyDue({ store, networks, crypto });
  folder = await mkdtemp(path.join(tmpdir(), "record-"));
  whole = path.join(folder, "whole.icsrecord");
  await exportRecord({ store, network: NAME, heights: {}, file: whole });
}, 300_000);
afterAll(async () => {
  await (await blank)?.close();
  await store?.close();
  await tape?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function emptyStore(): Promise<Store> {
  const made = await openStore({ dataDir: "memory://" });
  await migrate(made.db);
  return made;
}

const taken = new Set<string>();

/** Every route that takes a height, of the consumers of the record. */
async function paths(): Promise<string[]> {
  const { data } = await getBody<{ data: { operator: string }[] }>(NAME, "validators");
  const values: Record<string, string[]> = {
    id: ["0", "1", "2", "7"],
    any: [data[0]?.operator ?? "", data[40]?.operator ?? ""],
  };
  const { paths: templates } = openApi() as { paths: Record<string, { get?: { parameters: { name: string }[] } }> };
  return Object.entries(templates)
    .filter(([, { get }]) => get?.parameters.some(({ name }) => name === "height"))
    .flatMap(([template]) => fill(template.replace("/api/v1/{network}/", ""), values));
}

function fill(template: string, values: Record<string, string[]>): string[] {
  const name = /\{(\w+)\}/.exec(template)?.[1];
  if (name === undefined) return [template];
  return (values[name] ?? []).flatMap((value) => fill(template.replace(`{${name}}`, value), values));
}

async function answers(
  network: string,
  of: readonly string[],
  heights: readonly number[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const height of heights) {
    for (const one of of) {
      const asked = `${one}${one.includes("?") ? "&" : "?"}height=${height}`;
      const response = await callRoute(network, asked);
      found.set(asked, `${response.status} ${(await response.text()).replaceAll(`/${network}/`, "/NETWORK/")}`);
    }
  }
  return found;
}

/** The record with its lines changed, and its checksum made anew: what a forger would hand out. */
async function forged(change: (lines: string[]) => string[], firstLine?: (line: string) => string): Promise<string> {
  const bytes = await readFile(whole);
  const end = bytes.indexOf(0x0a);
  const first = bytes.toString("utf8", 0, end);
  const lines = gunzipSync(bytes.subarray(end + 1, bytes.length - 32))
    .toString("utf8")
    .trimEnd()
    .split("\n");
  const body = Buffer.concat([
    Buffer.from(`${firstLine ? firstLine(first) : first}\n`),
    gzipSync(Buffer.from(`${change(lines).join("\n")}\n`)),
  ]);
  const file = path.join(folder, `forged-${Math.random()}.icsrecord`);
  await writeFile(file, Buffer.concat([body, createHash("sha256").update(body).digest()]));
  return file;
}

/** What an import is refused with; the store it was refused by is as empty as before. */
async function refusal(file: string): Promise<string> {
  blank ??= emptyStore();
  const fresh = await blank;
  try {
    const imported = await importRecord({ store: fresh, file, crypto, taken });
    return `imported as ${imported.network}`;
  } catch (error) {
    expect((error as Error).name, String(error)).toBe("RecordError");
    expect(await listRecords(fresh.db)).toEqual([]);
    for (const [table, rows] of Object.entries(await dumpStore(fresh))) expect(rows, table).toEqual([]);
    return (error as Error).message;
  }
}

describe("round trip", () => {
  test("every answer at a height is the same, byte by byte, in another store", async () => {
    restartServer(store, networks);
    const of = await paths();
    expect(of.length).toBeGreaterThan(30);
    const before = await answers(NAME, of, HEIGHTS);
    const other = await emptyStore();
    try {
      const imported = await importRecord({ store: other, file: whole, crypto, taken });
      expect(imported).toMatchObject({ network: NAME, notes: [] });
      expect(imported.summary.proven).toBeGreaterThan(40);
      expect(imported.summary.unproven).toBe(0);
      restartServer(other, await recordNetworks(other, []));
      const after = await answers(NAME, of, HEIGHTS);
      for (const [asked, text] of before) expect(after.get(asked), asked).toBe(text);
      expect(after.size).toBe(before.size);
    } finally {
      await other.close();
    }
  }, 180_000);

  test("exported again, the rows are the same", async () => {
    const other = await emptyStore();
    const again = path.join(folder, "again.icsrecord");
    try {
      await importRecord({ store: other, file: whole, crypto, taken });
      await exportRecord({ store: other, network: NAME, heights: {}, file: again });
    } finally {
      await other.close();
    }
    const linesOf = async (file: string) => {
      const bytes = await readFile(file);
      return gunzipSync(bytes.subarray(bytes.indexOf(0x0a) + 1, bytes.length - 32)).toString("utf8");
    };
    expect((await linesOf(again)) === (await linesOf(whole))).toBe(true);
  }, 120_000);

  test("beside the live network: both answer, the record says what it is, and is removed whole", async () => {
    restartServer(store, networks);
    const of = ["overview", "consumers", "consumers/1/validators", "verification"];
    const before = await answers(NAME, of, [400]);
    const rows = await dumpStore(store);
    await importRecord({ store, file: whole, as: "kept", crypto, taken: new Set([NAME]) });
    const all = [...networks, ...(await recordNetworks(store, networks))];
    restartServer(store, all);
    expect(await answers(NAME, of, [400])).toEqual(before);
    expect(await answers("kept", of, [400])).toEqual(before);
    const { data } = await getBody<{ data: { record: object; chains: { state: string; lagBlocks: unknown }[] } }>(
      "kept",
      "status",
    );
    expect(data.record).toMatchObject({ source: NAME, from: 1, until: UNTIL });
    expect(data.chains.map(({ state }) => state)).toEqual(data.chains.map(() => "record"));
    const head = await getBody<{ data: { code: string }[] }>("kept", "findings");
    const pinned = await getBody<{ data: { code: string }[] }>("kept", `findings?height=${UNTIL}`);
    expect(head.data).toEqual(pinned.data);
    expect(head.data.filter(({ code }) => code.startsWith("endpoint"))).toEqual([]);
    expect(await removeRecord(store.db, "kept")).toBe(true);
    expect(await dumpStore(store)).toEqual(rows);
    restartServer(store, networks);
  }, 120_000);

  test("a name that is taken is refused", async () => {
    const message = await importRecord({ store, file: whole, crypto, taken }).catch((error: Error) => error.message);
    expect(message).toBe("the name devnet is taken: choose another with --as NAME");
  });

  test.runIf(process.env.TEST_DATABASE_URL)(
    "PostgreSQL takes it and gives it back",
    async () => {
      const databaseUrl = await freshDatabase(process.env.TEST_DATABASE_URL as string);
      const postgres = await openStore({ databaseUrl, dataDir: "" });
      try {
        await migrate(postgres.db);
        await importRecord({ store: postgres, file: whole, as: "there", crypto, taken });
        restartServer(postgres, await recordNetworks(postgres, []));
        const there = await answers("there", ["consumers", "consumers/0", "verification"], [400]);
        restartServer(store, networks);
        expect(there).toEqual(await answers(NAME, ["consumers", "consumers/0", "verification"], [400]));
        const file = path.join(folder, "postgres.icsrecord");
        const { rows } = await exportRecord({ store: postgres, network: "there", heights: {}, file });
        expect(rows.block).toBeGreaterThan(UNTIL);
        const again = await emptyStore();
        expect((await importRecord({ store: again, file, crypto, taken })).network).toBe("there");
        await again.close();
      } finally {
        await postgres.close();
      }
    },
    120_000,
  );
});

describe("a range", () => {
  test("holds its heights and no others, with the same figures", async () => {
    const file = path.join(folder, "range.icsrecord");
    const { header } = await exportRecord({ store, network: NAME, heights: { from: 300, until: 410 }, file });
    expect(header).toMatchObject({ from: 300, until: 410 });
    const other = await emptyStore();
    try {
      await importRecord({ store: other, file, crypto, taken });
      restartServer(other, await recordNetworks(other, []));
      type Validators = { data: { operator: string; stored?: object; signing?: object; optedIn: boolean }[] };
      const setAt = async () =>
        (await getBody<Validators>(NAME, "consumers/1/validators?height=400")).data.map(
          ({ operator, stored, signing, optedIn }) => JSON.stringify({ operator, stored, signing, optedIn }),
        );
      const inRecord = await setAt();
      expect((await callRoute(NAME, "overview?height=299")).status).toBe(404);
      expect((await callRoute(NAME, "overview?height=411")).status).toBe(404);
      restartServer(store, networks);
      expect(inRecord).toEqual(await setAt());
      expect(inRecord.length).toBeGreaterThan(10);
    } finally {
      await other.close();
    }
  }, 120_000);

  test("of one height is a record too, and its figures are proven", async () => {
    const file = path.join(folder, "height.icsrecord");
    await exportRecord({ store, network: NAME, heights: { from: 400, until: 400 }, file });
    const other = await emptyStore();
    try {
      const { summary } = await importRecord({ store: other, file, crypto, taken });
      expect(summary.proven).toBeGreaterThan(20);
    } finally {
      await other.close();
    }
  }, 60_000);

  test("that is not stored is refused and leaves no file", async () => {
    const file = path.join(folder, "beyond.icsrecord");
    const exporting = exportRecord({ store, network: NAME, heights: { until: UNTIL + 1 }, file });
    await expect(exporting).rejects.toThrow(/are not all in this store: it holds 1 to 420/);
    await expect(readFile(file)).rejects.toThrow("ENOENT");
    await expect(exportRecord({ store, network: "nowhere", heights: {}, file })).rejects.toThrow("no network nowhere");
  });
});

describe("what was changed is refused", () => {
  test("a flipped bit anywhere in the file", async () => {
    const bytes = await readFile(whole);
    const at = [20, 400, bytes.length >> 2, bytes.length >> 1, bytes.length - 33, bytes.length - 1];
    for (const place of at) {
      const bad = Buffer.from(bytes);
      bad[place] = (bad[place] ?? 0) ^ 4;
      const file = path.join(folder, "flipped.icsrecord");
      await writeFile(file, bad);
      expect(await refusal(file), String(place)).not.toContain("imported");
    }
    const cut = path.join(folder, "cut.icsrecord");
    await writeFile(cut, bytes.subarray(0, bytes.length - 1_000));
    expect(await refusal(cut)).toContain("is damaged or was changed");
  }, 60_000);

  const edit = (section: string, change: (row: Record<string, unknown>) => void) => (lines: string[]) => {
    let current = "";
    return lines.map((line) => {
      if (line.startsWith("[")) {
        const [mark, name] = JSON.parse(line) as [string, string];
        current = mark === "section" ? name : "";
        return line;
      }
      if (current !== section) return line;
      const row = JSON.parse(line) as Record<string, unknown>;
      change(row);
      return JSON.stringify(row);
    });
  };

  test.each<[string, (lines: string[]) => string[], RegExp]>([
    [
      "a row that its proof contradicts",
      edit("consumer", (row) => {
        if (row.consumer_id === "1" && row.phase === "launched") row.phase = "stopped";
      }),
      /^phase of consumer 1 after block \d+ of .* is not what its proof says: we show phase stopped; proven is phase launched$/,
    ],
    [
      "the power of a stored validator",
      edit("stored_validator", (row) => {
        row.power = String(BigInt(String(row.power)) + 1n);
      }),
      /is not what its proof says/,
    ],
    [
      "the value in a proof",
      (lines) => lines.map((line) => line.replace(/"value" ?: ?"0000000300000000"/, '"value":"0000000400000000"')),
      /does not hold|is not what its proof says/,
    ],
    [
      "a signature",
      (lines) =>
        lines.map((line) =>
          line.replace(/"signature" ?: ?"(.)/, (_, one) => `"signature":"${one === "A" ? "B" : "A"}`),
        ),
      /a header of .* in the record is false/,
    ],
    [
      "a header's hash",
      edit("light_block", (row) => {
        row.hash = String(row.hash).replace(/^./, (one) => (one === "0" ? "1" : "0"));
      }),
      /is false|does not hold|missing/,
    ],
    [
      "a block's app hash where the header is verified",
      edit("block", (row) => {
        row.app_hash = String(row.app_hash).replace(/^./, (one) => (one === "0" ? "1" : "0"));
      }),
      /is not the one whose header is verified/,
    ],
    [
      "a set that does not follow",
      edit("block", (row) => {
        if (row.height === "50") row.next_validators_hash = "00".repeat(32);
      }),
      /does not follow from the one before it/,
    ],
    ["a block left out", (lines) => without(lines, "block", 1), /has \d+ blocks where its heights ask for/],
    [
      "an end that counts otherwise",
      (lines) => lines.map((line) => line.replace(/^\["end","block",\d+/, '["end","block",7')),
      /out of order/,
    ],
    ["no end", (lines) => lines.slice(0, -1), /cut short/],
    ["lines after the end", (lines) => [...lines, '["section","block"]'], /goes on after its end/],
    [
      "a section twice",
      (lines) => [...lines.slice(0, -1), '["section","block"]', '["end","block",0]', '["end"]'],
      /out of order/,
    ],
    [
      "a number that is none",
      edit("block", (row) => {
        row.height = "1; drop table block";
      }),
      /a row of block has a wrong height/,
    ],
    [
      "a text with NUL",
      edit("validator", (row) => {
        row.moniker = "a\u0000b";
      }),
      /a row of validator has a wrong moniker/,
    ],
    [
      "a column left out",
      edit("validator", (row) => {
        delete row.moniker;
      }),
      /a row of validator has no moniker/,
    ],
    ["a row twice", (lines) => twice(lines, "vsc_epoch"), /rows of vsc_epoch cannot be stored/],
    [
      "rows of a chain that is none of it",
      edit("light_block", (row) => {
        row.chain_id = "other-1";
      }),
      /which is no chain of the record/,
    ],
  ])(
    "%s, with the checksum made anew",
    async (_, change, sentence) => {
      expect(await refusal(await forged(change))).toMatch(sentence);
    },
    60_000,
  );

  function without(lines: string[], section: string, nth: number): string[] {
    const begin = lines.indexOf(`["section","${section}"]`);
    return lines
      .filter((_, i) => i !== begin + nth)
      .map((line) =>
        line.replace(new RegExp(`^\\["end","${section}",(\\d+)`), (_, count) => `["end","${section}",${count - 1}`),
      );
  }

  function twice(lines: string[], section: string): string[] {
    const begin = lines.indexOf(`["section","${section}"]`);
    return [...lines.slice(0, begin + 2), ...lines.slice(begin + 1)].map((line) =>
      line.replace(
        new RegExp(`^\\["end","${section}",(\\d+)`),
        (_, count) => `["end","${section}",${Number(count) + 1}`,
      ),
    );
  }

  test("a header that is not the one the importer trusts", async () => {
    const fresh = await (blank ?? emptyStore());
    const trusted = [{ chainId: PROVIDER, height: 1, hash: "ab".repeat(32) }];
    const importing = importRecord({ store: fresh, file: whole, crypto, taken, trusted });
    await expect(importing).rejects.toThrow(/which you trust|which is to be trusted/);
  });

  test("a name that would be a path", async () => {
    for (const name of ["../etc", "a/b", "A", ""]) {
      const fresh = await (blank ?? emptyStore());
      await expect(importRecord({ store: fresh, file: whole, as: name, crypto, taken })).rejects.toThrow(
        "no name of a network",
      );
    }
    const file = await forged(
      (lines) => lines,
      (line) => line.replace('"network":"devnet"', '"network":"../devnet"'),
    );
    expect(await refusal(file)).toContain("lacks what it is of");
  });
});

describe("versions", () => {
  test("a newer major version is refused, a newer minor one is read without what is not known", async () => {
    const newer = await forged(
      (lines) => lines,
      (line) => line.replace('"version":"1.0"', '"version":"2.0"'),
    );
    expect(await refusal(newer)).toBe(
      "the record is of version 2.0, this explorer reads 1.x: a newer explorer reads it",
    );
    const minor = await forged(
      (lines) => [
        ...lines.slice(0, -1).map((line) => line.replace(/^\{"height" ?:/, '{"colour":"red","height":')),
        '["section","weather"]',
        '{"sun":true}',
        '["end","weather",1]',
        '["end"]',
      ],
      (line) => line.replace('"version":"1.0"', '"version":"1.7"').replace("{", '{"mood":"good",'),
    );
    const fresh = await emptyStore();
    const { notes, network } = await importRecord({ store: fresh, file: minor, crypto, taken });
    expect(network).toBe(NAME);
    expect(notes).toContain('What is called "weather" in the record is of a later explorer and was left out.');
    expect(await refusal(path.join(import.meta.dirname, "record.test.ts"))).toContain(
      "is not a record of this explorer",
    );
    expect(await refusal(path.join(folder, "nowhere"))).toContain("there is no such file");
    await fresh.close();
  }, 60_000);
});
