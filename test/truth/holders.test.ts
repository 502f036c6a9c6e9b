import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import type { Tape } from "@/devnet/tape/tape";
import { envelope } from "@/lib/api/contracts/common";
import { type HoldersView, holdersView } from "@/lib/api/contracts/holder";
import type { Store } from "@/lib/store/open-store";
import { addressOfKeyHex } from "../record/next-set-input";
import { storedSetOf } from "../record/provider-rows";
import { openRecord, recordingDir } from "../record/record-reader";
import { stakingValidatorsAt } from "../record/staking-answers";
import { callRoute } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";
import { heightAt } from "./expected";

const HEAD = 330;
/** 2 epochs of 30 blocks: fields 11 and 10 of the parameters recorded at height 1 (`UB5YAmAw` in their base64). */
const WAIT_BLOCKS = 60;
const CHAINS: Readonly<Record<string, string>> = {
  0: "ics-replicated-1",
  1: "ics-optin-1",
  2: "ics-democ-1",
  3: "ics-stalled-1",
};

const record = openRecord(recordingDir("first"));
let tape: Tape;
let store: Store;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store } = await indexTape(tape, HEAD));
  serveStore(store, tape.networks as never);
}, 300_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

const ask = (search: string) => callRoute("devnet", `holders?${search}`);

test("what they secure are the chains whose raw set has their key, and the costs are the chain's fractions of their stake", async () => {
  const validators = stakingValidatorsAt(record, record.provider, HEAD).slice(0, 6);
  const response = await ask(`v=${validators.map(({ operator }) => operator).join(",")}`);
  const body = (await response.json()) as { data: HoldersView };
  expect(response.status).toBe(200);
  envelope(holdersView).parse(body);
  const { data } = body;
  expect(data.validators.map(({ operator }) => operator)).toEqual(validators.map(({ operator }) => operator));
  const time = record.headerTimes(record.provider).get(HEAD) as string;
  for (const [i, row] of data.validators.entries()) {
    const raw = validators[i];
    expect(row.tokens).toBe(String(raw?.tokens));
    const own = addressOfKeyHex(raw?.pubKey ?? "");
    // Who signs there with its provider key; assigned keys are led to their owner in duties.test.ts.
    for (const [id, chain] of Object.entries(CHAINS)) {
      const at = heightAt(record, chain, time);
      const isMember = at !== undefined && record.validatorsAt(chain, at).some(({ address }) => address === own);
      if (isMember) expect(row.secures.map(({ consumerId }) => consumerId)).toContain(id);
    }
    for (const { slash, consumerId } of row.secures) {
      const fractions = data.consumers.find((consumer) => consumer.consumerId === consumerId)?.fractions;
      expect(slash === undefined).toBe(fractions === undefined);
      if (!slash || !fractions) continue;
      const [whole = "0", part = ""] = fractions.doubleSign.split(".");
      const expected = (BigInt(row.tokens) * BigInt(whole + part)) / 10n ** BigInt(part.length);
      expect(slash.doubleSign).toBe(String(expected));
    }
  }
  for (const { by, slash, consumerId } of data.consumers) {
    const rows = data.validators.filter(({ operator }) => by.includes(operator));
    const sum = rows.reduce(
      (total, { secures }) =>
        total + BigInt(secures.find((row) => row.consumerId === consumerId)?.slash?.doubleSign ?? 0),
      0n,
    );
    if (slash) expect(slash.doubleSign).toBe(String(sum));
  }
}, 60_000);

test("what consumer 2 paid them is what its payouts in the events give by the sets in the store", async () => {
  const validators = stakingValidatorsAt(record, record.provider, HEAD).slice(0, 30);
  const { data } = (await (await ask(`v=${validators.map(({ operator }) => operator).join(",")}`)).json()) as {
    data: HoldersView;
  };
  const payouts = record
    .chain(record.provider)
    .heights.filter((height) => height <= HEAD)
    .flatMap((height) =>
      (record.blockAt(record.provider, height).results.finalize_block_events ?? []).flatMap(({ type, attributes }) => {
        const of = (key: string) => attributes.find((one) => one.key === key)?.value ?? "";
        const paid = BigInt(/^\d+/.exec(of("distributed_rewards"))?.[0] ?? 0);
        return type === "distributed_ics_rewards" && of("consumer_id") === "2" && paid > 0n ? [{ height, paid }] : [];
      }),
    );
  expect(payouts.length).toBeGreaterThan(2);
  const unit = 10n ** 18n;
  const shares = new Map<string, { share: bigint; heights: number[] }>();
  for (const { height, paid } of payouts) {
    const set = storedSetOf(record.storeAt(record.provider, "provider", height - 1), "2").filter(
      ({ joinHeight }) => height - joinHeight >= WAIT_BLOCKS,
    );
    const total = set.reduce((sum, { power }) => sum + power, 0n);
    for (const { consAddress, power } of set) {
      const before = shares.get(consAddress) ?? { share: 0n, heights: [] };
      const share = before.share + paid * ((power * unit) / total);
      shares.set(consAddress, { share, heights: [...before.heights, height] });
    }
  }
  let compared = 0;
  for (const [i, row] of data.validators.entries()) {
    const expected = shares.get(addressOfKeyHex(validators[i]?.pubKey ?? ""));
    const found = row.rewards.find(({ consumerId }) => consumerId === "2");
    expect([row.moniker, found?.paid, found?.payouts]).toEqual([
      row.moniker,
      expected && String(expected.share / unit),
      expected?.heights.length,
    ]);
    if (!found) continue;
    compared += 1;
    expect(found.denom).toBe("uagora");
    expect(found.sinceHeight).toBe(payouts[0]?.height);
    expect(BigInt(found.commission)).toBeLessThan(BigInt(found.paid));
  }
  expect(compared).toBeGreaterThan(3);
  expect(compared).toBeLessThan(data.validators.length);
});

test("a delegator is read from the nodes; the recording has no such answer, and that is said with 502", async () => {
  const response = await ask("delegator=cosmos1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqnrql8a");
  const body = z.object({ error: z.object({ code: z.string(), message: z.string() }) }).parse(await response.json());
  expect(response.status).toBe(502);
  expect(body.error.code).toMatch(/^delegations-/);
  expect(body.error.message).toContain("not recorded");
});

test("what is no validator is named with its reason, and does not hide the others", async () => {
  const [first] = stakingValidatorsAt(record, record.provider, HEAD);
  const { data } = (await (await ask(`v=${first?.operator}%0Anobody%20at%20all`)).json()) as { data: HoldersView };
  expect(data.validators).toHaveLength(1);
  expect(data.notFound).toEqual([{ asked: "nobody at all", because: expect.stringContaining("No validator") }]);
});

test("nothing, too many, and an address that is no account are refused", async () => {
  expect((await ask("")).status).toBe(400);
  expect((await ask(`v=${Array.from({ length: 51 }, (_, i) => `x${i}`).join(",")}`)).status).toBe(400);
  expect((await ask("delegator=http://127.0.0.1:1/")).status).toBe(400);
});
