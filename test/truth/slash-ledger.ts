import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { envelope } from "@/lib/api/contracts/common";
import { type SlashItem, type SlashView, slashView, type ThrottleView } from "@/lib/api/contracts/slash";
import type { Store } from "@/lib/store/open-store";
import { openRecord, type RecordedEvent, recordingDir } from "../record/record-reader";
import { signingInfosAt } from "../record/signing-infos";
import { stakingValidatorsAt } from "../record/staking-answers";
import { callRoute, getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";

/*
 * Every punishment of the recordings, as raw blocks, raw rows and recorded answers tell it: which events there were, what
 * each validator's tokens fell by, who is tombstoned. The expected side shares no code with the explorer.
 */

interface Raw {
  readonly height: number;
  readonly txIndex?: number;
  readonly event: RecordedEvent;
}

const attr = ({ attributes }: RecordedEvent, name: string) => attributes.find(({ key }) => key === name)?.value;

/** Holds the ledger of a recording against its raw rows. One recording a test file: a process has one store. */
export function ledgerTests(name: "first" | "changeover", network: string, until: number): void {
  const record = openRecord(recordingDir(name));
  const { provider } = record;
  let tape: Tape;
  let store: Store;
  let items: SlashItem[];
  let throttle: ThrottleView;

  beforeAll(async () => {
    tape = await serveRecording(network);
    ({ store } = await indexTape(tape, until));
    serveStore(store, tape.networks as never);
    ({ data: items, throttle } = await ask<{ data: SlashItem[]; throttle: ThrottleView }>("slashes"));
  }, 300_000);
  afterAll(async () => {
    await store?.close();
    await tape?.close();
  });

  const ask = <T>(path: string, height = until) => getBody<T>(network, `${path}?height=${height}`);

  /** Events of a chain's successful transactions and blocks, in order. */
  function rawEvents(chainId: string, types: readonly string[]): Raw[] {
    return record.chain(chainId).heights.flatMap((height) => {
      const { results } = record.blockAt(chainId, height);
      const inTxs = (results.txs_results ?? []).flatMap(({ code, events }, txIndex) =>
        code ? [] : events.map((event) => ({ height, txIndex, event })),
      );
      const inBlock = (results.finalize_block_events ?? []).map((event) => ({ height, event }));
      return [...inTxs, ...inBlock].filter(({ event }) => types.includes(event.type));
    });
  }

  /** Tokens a validator held around a height, net of what was delegated and undelegated in between: what was burnt of bonded stake. */
  function tokensLost(operator: string, height: number): bigint {
    const before = Math.floor((height - 1) / 5) * 5;
    const after = Math.ceil((height + 1) / 5) * 5;
    const held = (at: number) =>
      stakingValidatorsAt(record, provider, at).find((validator) => validator.operator === operator)?.tokens ?? 0n;
    let moved = 0n;
    for (const { height: at, event } of rawEvents(provider, ["delegate", "unbond", "redelegate"])) {
      if (at <= before || at > after) continue;
      const amount = BigInt(/^\d+/.exec(attr(event, "amount") ?? "0")?.[0] ?? "0");
      if (event.type === "delegate" && attr(event, "validator") === operator) moved += amount;
      if (event.type === "unbond" && attr(event, "validator") === operator) moved -= amount;
      if (attr(event, "destination_validator") === operator) moved += amount;
      if (attr(event, "source_validator") === operator) moved -= amount;
    }
    return held(before) + moved - held(after);
  }

  test("there is a punishment for each event that punished somebody, and no other", () => {
    const expected = rawEvents(provider, [
      "slash",
      "execute_consumer_chain_slash",
      "submit_consumer_double_voting",
      "submit_consumer_misbehaviour",
    ])
      .filter(({ event }) => event.type !== "slash" || attr(event, "address") !== undefined)
      .flatMap(({ height, event }) => {
        const count = event.type === "submit_consumer_misbehaviour" ? 3 : 1;
        return Array.from({ length: count }, () => height);
      });
    expect(items.map(({ id }) => Number(id.split("-")[0])).sort((a, b) => a - b)).toEqual(expected);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  });

  test("bonded stake burnt is what each validator's tokens fell by", () => {
    for (const { id, operator, amount, amountUnbonding, at } of items) {
      if (typeof amount !== "string" || !("height" in at)) throw new Error(`${id}: amount or place unknown`);
      const bonded = BigInt(amount) - BigInt(amountUnbonding ?? "0");
      expect({ id, bonded }).toEqual({ id, bonded: tokensLost(operator ?? "", at.height) });
    }
  });

  test("all burns of stake in those blocks are accounted for, and nothing besides", () => {
    const burnt = rawEvents(provider, ["burn"]).reduce(
      (sum, { event }) => sum + BigInt(/^\d+/.exec(attr(event, "amount") ?? "0")?.[0] ?? "0"),
      0n,
    );
    expect(items.reduce((sum, { amount }) => sum + BigInt(typeof amount === "string" ? amount : 0), 0n)).toBe(burnt);
  });

  test("tombstoned are exactly those whom x/slashing calls so", () => {
    const heights = record.chain(provider).heights;
    const last = heights.findLast((height) => signingInfosAt(record, provider, height));
    const infos = signingInfosAt(record, provider, last ?? 0) ?? [];
    const raw = infos.filter(({ tombstoned }) => tombstoned).map(({ address }) => address);
    expect(
      items
        .filter(({ tombstoned }) => tombstoned)
        .map(({ validator }) => validator)
        .sort(),
    ).toEqual(raw.sort());
  });

  test("the jail ends when x/slashing says", () => {
    for (const item of items) {
      if (!("height" in item.at)) throw new Error("no place");
      const { height } = item.at;
      const at = record.chain(provider).heights.find((one) => one > height && signingInfosAt(record, provider, one));
      const info = signingInfosAt(record, provider, at ?? 0)?.find(({ address }) => address === item.validator);
      const until = typeof item.jailedUntil === "string" ? item.jailedUntil : "";
      expect({ id: item.id, until: BigInt(Date.parse(`${until.slice(0, 19)}Z`) / 1000) }).toEqual({
        id: item.id,
        until: info?.jailedUntilSeconds,
      });
    }
  });

  test("a page of an earlier height shows what was known then, and the same afterwards", async () => {
    for (const item of items) {
      if (!("height" in item.at)) throw new Error("no place");
      const { data } = await ask<{ data: SlashItem[] }>("slashes", item.at.height);
      const then = data.find(({ id }) => id === item.id);
      expect(then).toMatchObject({ kind: item.kind, validator: item.validator, amount: item.amount });
      expect(then).not.toHaveProperty("unjailedAt");
      const before = await ask<{ data: SlashItem[] }>("slashes", item.at.height - 1);
      expect(before.data.some(({ id }) => id === item.id)).toBe(false);
    }
  });

  test("every punishment has a page, whose steps are in the order of time", async () => {
    for (const { id } of items) {
      const body = await ask<{ data: SlashView }>(`slashes/${id}`);
      expect(envelope(slashView).safeParse(body).error).toBeUndefined();
      const { data } = body;
      const times = data.story.flatMap(({ at }) => ("time" in at ? [at.time] : []));
      expect({ id, times }).toEqual({ id, times: [...times].sort() });
      expect(times.length).toBe(data.story.length);
    }
  });

  test("a punishment that is not there is not found, and one that came later is not there yet", async () => {
    for (const path of ["slashes/1-0", "slashes/nothing", `slashes/${items[0]?.id}?height=100`])
      expect((await callRoute(network, path)).status).toBe(404);
  });

  test("reports and their answers are the slash packets that arrived", () => {
    const acks = rawEvents(provider, ["write_acknowledgement"]).filter(
      ({ event }) => attr(event, "packet_dst_port") === "provider",
    );
    const raw = acks.map(({ height, event }) => {
      const ack = Buffer.from(attr(event, "packet_ack_hex") ?? "", "hex").toString();
      const result = ack.includes("Ag==") ? "handled" : ack.includes("Aw==") ? "bounced" : ack;
      return `${height} ${attr(event, "packet_dst_channel")} ${attr(event, "packet_sequence")} ${result}`;
    });
    const shown = throttle.reports.flatMap(({ channelId, attempts }) =>
      attempts.map(
        ({ at, sequence, result }) => `${"height" in at ? at.height : "?"} ${channelId} ${sequence} ${result}`,
      ),
    );
    expect(shown.sort()).toEqual(raw.sort());
  });
}
