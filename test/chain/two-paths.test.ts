import { StargateClient } from "@cosmjs/stargate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { detectConsumer, detectProvider } from "@/lib/chain/detect";
import { createChainClient } from "@/lib/chain/endpoint-pool";
import { readConsumerRaw, readConsumersRaw } from "@/lib/chain/ics-v7/consumer-rows";
import { IcsV7Provider } from "@/lib/chain/ics-v7/provider-dialect";
import { ConsensusValidator } from "@/lib/chain/proto/interchain_security/ccv/provider/v1/provider";
import { PROVIDER_PREFIX, prefixedKey } from "@/lib/chain/raw-store/keys";
import { readSubspace } from "@/lib/chain/raw-store/read-rows";
import type { ChainClient } from "@/lib/chain/types";
import type { ConsumerId } from "@/lib/ics/ids";
import { serveRecording } from "../support/index-recording";

const PROVIDER = "ics-devnet-provider-1";
let tape: Tape;
let client: ChainClient;
let dialect: IcsV7Provider;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  client = createChainClient({ urls: [tape.url(PROVIDER)], label: "test" });
  dialect = new IcsV7Provider(client);
}, 60_000);
afterAll(async () => {
  await client?.close();
  await tape?.close();
});

describe("each fact has two paths: what a query answers, and what the rows say", () => {
  test.each([21, 60, 200, 700, 1_200, 1_515])("consumers at provider height %i", async (height) => {
    const [listed, rows] = [await dialect.fetchConsumers(height), await readConsumersRaw(client, height)];
    expect(listed.map(({ consumerId }) => consumerId)).toEqual(rows.map(({ consumerId }) => consumerId));
    expect(listed.length).toBeGreaterThan(10);
    for (const { consumerId } of listed) {
      const asked = await dialect.fetchConsumer(consumerId, height);
      const read = await readConsumerRaw(client, consumerId, height);
      const {
        allowlistedRewardDenoms: _d,
        channelId: _c,
        minPowerInTopN: _m,
        removalTime: _r,
        ...both
      } = asked ?? ({} as never);
      expect(both).toEqual(read);
    }
  });

  test("the set of the last epoch: the query, and all rows under its prefix", async () => {
    const rows = await readSubspace(client, "provider", prefixedKey(PROVIDER_PREFIX.storedValidator, "1"));
    const fromRows = rows
      .map(({ value }) => ConsensusValidator.decode(value))
      .map((row) => [Buffer.from(row.providerConsAddr).toString("hex"), row.power]);
    const asked = await dialect.fetchStoredSet("1" as ConsumerId, 1_515);
    expect(asked.map(({ consAddress, power }) => [consAddress, power])).toEqual(fromRows);
    expect(fromRows).toHaveLength(9);
  });

  test("a consumer that does not exist is none by either path", async () => {
    expect(await dialect.fetchConsumer("99" as ConsumerId, 700)).toBeUndefined();
    expect(await readConsumerRaw(client, "99" as ConsumerId, 700)).toBeUndefined();
  });
});

describe("what a chain is, is found out", () => {
  test("the provider is live, its consumers are consumers", async () => {
    expect((await detectProvider(client)).state).toBe("live");
    const consumer = createChainClient({ urls: [tape.url("ics-optin-1")], label: "test" });
    expect((await detectConsumer(consumer, 100)).state).toBe("consumer");
    // The recording never asked a consumer whether it is a provider, and "not recorded" is no answer either way.
    await expect(detectProvider(consumer)).rejects.toMatchObject({ code: "query-failed" });
    await consumer.close();
  });

  test("CosmJS's own client reads the same node", async () => {
    const stargate = await StargateClient.connect(tape.url(PROVIDER));
    expect(await stargate.getChainId()).toBe(PROVIDER);
    expect((await stargate.getBlock(90)).id).toBe("A4DC2459690C190F63661A8849E66AE8167E2474533B8D0EE11DB848F9952D90");
    stargate.disconnect();
  });
});
