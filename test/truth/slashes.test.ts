import { beforeAll, describe, expect, test } from "vitest";
import type { SlashItem, SlashView } from "@/lib/api/contracts/slash";
import { openRecord, recordingDir } from "../record/record-reader";
import { getBody } from "../support/call-route";
import { bytesOfBech32 } from "./expected";
import { ledgerTests } from "./slash-ledger";

ledgerTests("first", "devnet", 1515);

describe("what happened in the first recording", () => {
  const record = openRecord(recordingDir("first"));
  let items: SlashItem[];

  beforeAll(async () => {
    ({ data: items } = await getBody<{ data: SlashItem[] }>("devnet", "slashes?height=1515"));
  });

  const by = (id: string) => items.filter(({ origin }) => origin !== "unknown" && origin.consumerId === id);

  test("two absences on the opt-in chain, one under an assigned key, one under the provider's", () => {
    const [later, earlier] = by("1");
    expect(by("1")).toHaveLength(2);
    expect(earlier).toMatchObject({
      kind: "downtime",
      origin: { chainId: "ics-optin-1", packet: { sequence: "1" } },
      vscId: "8",
      infractionHeight: 241,
      fraction: "0.001",
      amount: "1327193000",
      onConsumer: { height: 208 },
    });
    expect(bytesOfBech32(earlier?.consumerAddress ?? "")).not.toBe(bytesOfBech32(earlier?.validator ?? ""));
    expect(later).toMatchObject({ origin: { packet: { sequence: "2" } }, vscId: "14", infractionHeight: 421 });
    expect(later?.consumerAddress).toBe(later?.validator);
  });

  test("infraction heights are the provider's own map from update to height, key 13", () => {
    for (const { id, vscId, infractionHeight, at } of items) {
      if (vscId === undefined || !("height" in at)) continue;
      const key = `0d${BigInt(vscId).toString(16).padStart(16, "0")}`;
      const row = record.storeAt(record.provider, "provider", 1515).get(key);
      expect({ id, height: infractionHeight }).toEqual({
        id,
        height: Number(Buffer.from(row ?? []).readBigUInt64BE()),
      });
    }
  });

  test("four at once on the Top N chain: taken, held back and tried again in the order of their packets", () => {
    const rows = by("0").toReversed();
    expect(rows.map(({ throttle }) => throttle.map(({ sequence, result }) => `${sequence} ${result}`))).toEqual([
      ["1 handled"],
      ["2 bounced", "3 handled"],
      ["4 handled"],
      ["5 bounced", "6 bounced", "7 handled"],
    ]);
    expect(rows.map(({ onConsumer }) => onConsumer && "height" in onConsumer && onConsumer.height)).toEqual([
      492, 492, 492, 516,
    ]);
    expect(rows.map(({ amount, fraction }) => [amount, fraction])).toEqual(rows.map(() => ["0", "0"]));
  });

  test("the double vote on the democracy chain: once, though it was reported twice", () => {
    expect(by("2")).toMatchObject([
      { kind: "double-sign", tombstoned: true, amount: "36183000000", onConsumer: { height: 1206 } },
    ]);
    const refused = record
      .blockAt(record.provider, 708)
      .results.txs_results.filter(({ code }) => code !== undefined && code !== 0);
    expect(refused.length).toBeGreaterThan(0);
  });

  test("the light client attack on consumer 3: three, those who signed both headers", async () => {
    const rows = by("3");
    expect(rows.map(({ kind, tombstoned }) => [kind, tombstoned])).toEqual(rows.map(() => ["light-client", true]));
    const { data } = await getBody<{ data: SlashView }>("devnet", `slashes/${rows[0]?.id}?height=1515`);
    expect(data.evidence?.signedBoth.map(bytesOfBech32).sort()).toEqual(
      rows.map(({ consumerAddress }) => bytesOfBech32(consumerAddress ?? "")).sort(),
    );
    expect(data.evidence?.conflicting).toHaveLength(2);
    expect(new Set(data.evidence?.conflicting).size).toBe(2);
  });

  test("the absence is told with its counter, and begins with the first block missed", async () => {
    const { data } = await getBody<{ data: SlashView }>("devnet", "slashes/274-0?height=1515");
    expect(data.absence).toEqual({ missed: 21, window: 40 });
    expect(data.story.map(({ step }) => step)).toEqual([
      "first-missed",
      "reported",
      "sent",
      "punished",
      "acknowledged",
      "unjailed",
    ]);
  });

  test("the provider's own absence", () => {
    const own = items.filter(({ origin }) => origin !== "unknown" && origin.consumerId === undefined);
    expect(own).toMatchObject([{ kind: "downtime", amount: "48562900", fraction: "0.0001", throttle: [] }]);
  });
});
