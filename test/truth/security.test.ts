import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type {
  ConsumerSecurityView,
  SecurityItem,
  SecurityOverlapView,
  SecurityPoint,
} from "@/lib/api/contracts/security";
import type { Store } from "@/lib/store/open-store";
import { readProto } from "../record/proto-fields";
import { consumerIds, lpKey, phaseOf, providerSetOf, storedSetOf } from "../record/provider-rows";
import { openRecord, recordingDir } from "../record/record-reader";
import { stakingValidatorsAt } from "../record/staking-answers";
import { getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";

/** Staking was asked every five blocks: at these heights its answer is of the very block. */
const HEIGHTS = [715, 1455] as const;
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

const ask = <T>(path: string, height: number) => getBody<{ data: T }>("devnet", `${path}?height=${height}`);

/** Everything the figures are made of, from raw rows and staking's own answer, added up in the plainest way. */
function expectedAt(height: number) {
  const rows = record.storeAt(record.provider, "provider", height);
  const asked = record.queryAt(record.provider, "/cosmos.staking.v1beta1.Query/Validators", "", height);
  expect(asked?.recordedAt).toBe(height);
  const staking = new Map(
    stakingValidatorsAt(record, record.provider, height).map((validator) => [
      createHash("sha256").update(Buffer.from(validator.pubKey, "hex")).digest("hex").slice(0, 40),
      validator,
    ]),
  );
  const active = providerSetOf(rows);
  const total = [...active.values()].reduce((a, b) => a + b, 0n);
  const ids = consumerIds(rows).filter((id) => phaseOf(rows, id) === 3);
  const sets = new Map(ids.map((id) => [id, storedSetOf(rows, id)]));
  const tokensOf = (address: string) => {
    const validator = staking.get(address);
    return validator?.status === 3 ? validator.tokens : 0n;
  };
  const figures = (members: { consAddress: string; power: bigint }[]) => {
    const rest = members.map(({ consAddress, power }) => ({ power, tokens: tokensOf(consAddress) }));
    rest.sort((a, b) => (a.power !== b.power ? (a.power < b.power ? 1 : -1) : a.tokens < b.tokens ? -1 : 1));
    const power = rest.reduce((sum, member) => sum + member.power, 0n);
    let [sum, stake, halt, take, stakeToHalt] = [0n, 0n, 0, 0, 0n];
    rest.forEach((member, i) => {
      sum += member.power;
      stake += member.tokens;
      if (halt === 0 && 3n * sum > power) [halt, stakeToHalt] = [i + 1, stake];
      if (take === 0 && 3n * sum > 2n * power) take = i + 1;
    });
    const three = rest.slice(0, 3).reduce((part, member) => part + member.power, 0n);
    return { validators: rest.length, power, stake, halt, take, stakeToHalt, three };
  };
  return { rows, staking, active, total, ids, sets, tokensOf, figures };
}

/** 0.123456 as the API writes it: cut, without zeros at the end. */
function cut(part: bigint, whole: bigint): string {
  const digits = ((part * 1_000_000n) / whole).toString().padStart(7, "0");
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, "");
}

describe.each(HEIGHTS)("at provider height %i", (height) => {
  test("every figure of every launched consumer follows from raw rows", async () => {
    const { rows, staking, active, total, ids, sets, tokensOf, figures } = expectedAt(height);
    const { data } = await ask<SecurityItem[]>("security", height);
    expect(data.map(({ scope }) => scope)).toEqual(["provider", ...ids]);
    for (const item of data) {
      const isProvider = item.scope === "provider";
      const members = isProvider
        ? [...active].map(([consAddress, power]) => ({ consAddress, power }))
        : (sets.get(item.scope) ?? []);
      const wanted = figures(members);
      expect(item).toMatchObject({
        validators: wanted.validators,
        stake: String(wanted.stake),
        totalPower: String(wanted.power),
      });
      const providerPower = members.reduce((sum, { consAddress }) => {
        const validator = staking.get(consAddress);
        return sum + (validator?.status === 3 ? validator.tokens / 1_000_000n : 0n);
      }, 0n);
      expect(item.shareOfProvider).toBe(cut(providerPower, total));
      if (wanted.validators > 0) {
        expect(item).toMatchObject({
          fewestToHalt: wanted.halt,
          fewestToTake: wanted.take,
          stakeToHalt: String(wanted.stakeToHalt),
          topThreeShare: cut(wanted.three, wanted.power),
        });
        expect(BigInt(item.cheapestThird ?? "-1")).toBeLessThanOrEqual(wanted.stakeToHalt);
      } else expect(item.fewestToHalt).toBeUndefined();
      const others = [...sets].filter(([id]) => id !== item.scope).flatMap(([, set]) => set);
      const shared = members.filter(({ consAddress }) => others.some((other) => other.consAddress === consAddress));
      expect(item.alsoSecuring).toBe(String(shared.reduce((sum, { consAddress }) => sum + tokensOf(consAddress), 0n)));
      if (isProvider) {
        const slashing = record.queryAt(record.provider, "/cosmos.slashing.v1beta1.Query/Params", "", height);
        const own = BigInt(
          readProto(slashing?.value ?? new Uint8Array())
            .message(1)
            .text(4),
        );
        expect(item.stakeAtRisk).toBe(String((wanted.stake * own) / 10n ** 18n));
        continue;
      }
      const infraction = readProto(rows.get(lpKey(57, item.scope)) as Uint8Array);
      const wire = BigInt(new TextDecoder().decode(infraction.message(1).last(1)));
      expect(item.stakeAtRisk).toBe(String((wanted.stake * wire) / 10n ** 18n));
      const reusing = (sets.get(item.scope) ?? []).filter(
        ({ consAddress, pubKey }) => staking.get(consAddress)?.pubKey === pubKey,
      );
      expect(item.reusingProviderKey).toBe(reusing.length);
    }
  });

  test("the matrix has a mark exactly where prefix 31 has a row", async () => {
    const { ids, sets, staking } = expectedAt(height);
    const { data } = await ask<SecurityOverlapView>("security/overlap", height);
    expect(data.consumers.map(({ consumerId, validators }) => [consumerId, validators])).toEqual(
      ids.map((id) => [id, sets.get(id)?.length]),
    );
    const rows = ids.flatMap((id) =>
      (sets.get(id) ?? []).map(({ consAddress, pubKey }) => {
        const validator = staking.get(consAddress);
        return `${id} ${validator?.operator} ${validator?.pubKey === pubKey ? "p" : "a"}`;
      }),
    );
    const cells = data.validators.flatMap(({ operator, cells }) =>
      [...cells].flatMap((cell, i) => (cell === "." ? [] : [`${data.consumers[i]?.consumerId} ${operator} ${cell}`])),
    );
    expect(cells.sort()).toEqual(rows.sort());
  });

  test("the arithmetic of every capped or limited set ends at the rows of prefix 31", async () => {
    const { ids, sets } = expectedAt(height);
    for (const id of ids) {
      const { data } = await ask<ConsumerSecurityView>(`consumers/${id}/security`, height);
      if ((sets.get(id)?.length ?? 0) === 0) {
        expect(data.cap).toBeUndefined();
        continue;
      }
      expect({ id, equalsStored: data.cap?.equalsStored }).toEqual({ id, equalsStored: true });
      expect(data.cap?.members.map(({ after }) => after).sort()).toEqual(
        (sets.get(id) ?? []).map(({ power }) => String(power)).sort(),
      );
    }
  });
});

test("the history of a consumer says what raw rows said after each epoch", async () => {
  const { data } = await ask<SecurityPoint[]>("security/2/history", 1460);
  expect(data.length).toBeGreaterThan(40);
  for (const point of data.filter((_, i) => i % 6 === 0)) {
    expect(point.height % 30).toBe(0);
    const rows = record.storeAt(record.provider, "provider", point.height);
    expect(point.validators).toBe(storedSetOf(rows, "2").length);
  }
  const last = data.at(-1);
  const now = await ask<SecurityItem[]>("security", last?.height ?? 0);
  const { validators, stake, fewestToHalt, fewestToTake, topThreeShare, shareOfProvider } = now.data.find(
    ({ scope }) => scope === "2",
  ) as SecurityItem;
  expect(last).toMatchObject({ validators, stake, fewestToHalt, fewestToTake, topThreeShare, shareOfProvider });
});
