import { createHash } from "node:crypto";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CapArithmetic } from "@/components/security/cap-arithmetic";
import type { Tape } from "@/devnet/tape/tape";
import type { CapView, ConsumerSecurityView, SecurityItem } from "@/lib/api/contracts/security";
import { formatInteger } from "@/lib/format/number";
import type { Store } from "@/lib/store/open-store";
import { markedOf, powerShapingOf, providerSetOf, storedSetOf } from "../record/provider-rows";
import { openRecord, recordingDir } from "../record/record-reader";
import { stakingValidatorsAt } from "../record/staking-answers";
import { getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";
import { BY_HAND } from "./security-by-hand";

const record = openRecord(recordingDir("first"));

let tape: Tape;
let store: Store;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store } = await indexTape(tape, 1460));
  serveStore(store, tape.networks as never);
}, 300_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

test.each([715, 1455])("the rows worked with by hand at %i are those of the raw record", (height) => {
  const hand = BY_HAND[height];
  const rows = record.storeAt(record.provider, "provider", height);
  const active = [...providerSetOf(rows).values()].reduce((sum, power) => sum + power, 0n);
  expect(hand?.activePower).toBe(String(active));
  const tokens = new Map(
    stakingValidatorsAt(record, record.provider, height).map((validator) => [
      createHash("sha256").update(Buffer.from(validator.pubKey, "hex")).digest("hex").slice(0, 40),
      validator.status === 3 ? validator.tokens : 0n,
    ]),
  );
  expect(hand?.sets.map(({ consumerId }) => consumerId)).toEqual(["0", "1", "2", "3"]);
  for (const { consumerId, rows: written } of hand?.sets ?? []) {
    const raw = storedSetOf(rows, consumerId).map(
      ({ consAddress, power }) => `${consAddress.slice(0, 6)} ${power} ${tokens.get(consAddress)}`,
    );
    expect([...written].sort()).toEqual(raw.sort());
  }
});

test.each([715, 1455])("consumers 0 to 3 at %i have the figures worked out by hand", async (height) => {
  const { data } = await getBody<{ data: SecurityItem[] }>("devnet", `security?height=${height}`);
  for (const { consumerId, figures } of BY_HAND[height]?.sets ?? [])
    expect(data.find(({ scope }) => scope === consumerId)).toMatchObject(figures);
  expect.assertions(4);
});

test("the power cap and the priority list of consumer 2 are explained with the arithmetic of raw rows", async () => {
  // 1440 is the last epoch before 1455. Consumer 2 keeps prefix 31 of that block, and staking was asked in it.
  const rows = record.storeAt(record.provider, "provider", 1440);
  const shaping = powerShapingOf(rows, "2");
  expect(shaping).toMatchObject({ validatorsPowerCap: 20 });
  const set = storedSetOf(rows, "2");
  const powerOf = new Map(
    stakingValidatorsAt(record, record.provider, 1440).map(({ pubKey, tokens }) => [
      createHash("sha256").update(Buffer.from(pubKey, "hex")).digest("hex").slice(0, 40),
      tokens / 1_000_000n,
    ]),
  );
  const before = set.map(({ consAddress }) => powerOf.get(consAddress) ?? 0n);
  const sum = before.reduce((a, b) => a + b, 0n);
  const max = (sum * 20n) / 100n;
  const above = before.filter((power) => power >= max);
  const extra = above.reduce((cut, power) => cut + power - max, 0n);
  const below = before.length - above.length;

  const { data } = await getBody<{ data: ConsumerSecurityView }>("devnet", "consumers/2/security?height=1455");
  const cap = data.cap as CapView;
  expect(cap).toMatchObject({ computedAt: 1440, powerCap: 20, sum: String(sum), equalsStored: true });
  expect(cap.cap).toEqual({
    max: String(max),
    extra: String(extra),
    below,
    each: String(extra / BigInt(below)),
    isImpossible: false,
  });
  const prioritised = markedOf(rows, 56, "2");
  expect(prioritised.length).toBeGreaterThan(0);
  expect(cap.priority.filter(({ hasPlace }) => hasPlace).length).toBe(
    prioritised.filter((address) => set.some(({ consAddress }) => consAddress === address)).length,
  );

  const page = renderToStaticMarkup(createElement(CapArithmetic, { cap, consumerId: "2" }))
    .replace(/<[^>]+>/g, "")
    .replace(/\s+/g, " ");
  const said = (value: bigint) => formatInteger(value).replace(/\s/g, " ");
  expect(page).toContain(
    `Their powers sum to ${said(sum)}. At most 20 % of it: floor(${said(sum)} × 20 ÷ 100) = ${said(max)}`,
  );
  expect(page).toContain(`floor(${said(extra)} ÷ ${below}) = ${said(extra / BigInt(below))} each`);
  expect(page).toContain("on the priority list came first");
  expect(page).toContain("the result equals the rows the provider stores, one by one");
});
