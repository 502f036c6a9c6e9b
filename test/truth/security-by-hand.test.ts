import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { SecurityItem } from "@/lib/api/contracts/security";
import type { Store } from "@/lib/store/open-store";
import { providerSetOf, storedSetOf } from "../record/provider-rows";
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
