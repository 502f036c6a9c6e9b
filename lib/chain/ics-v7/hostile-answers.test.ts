import fc from "fast-check";
import { expect, test } from "vitest";
import type { ConsHex, ConsumerId } from "@/lib/ics/ids";
import { ChainError } from "../errors";
import type { AbciAnswer, ChainClient } from "../types";
import { IcsV7Consumer } from "./consumer-dialect";
import { readConsumerRaw } from "./consumer-rows";
import { IcsV7Provider } from "./provider-dialect";

const ID = "1" as ConsumerId;
const MEMBER = "ab".repeat(20) as ConsHex;
const HEIGHT = 7;

/** A node that gives the same bytes to whatever it is asked. */
function clientAnswering(value: Uint8Array): ChainClient {
  const answer: AbciAnswer = { value, isNull: false, height: HEIGHT };
  return {
    abciQuery: async () => answer,
    abciQueries: async (queries: readonly unknown[]) => queries.map(() => ({ ok: true as const, ...answer })),
  } as unknown as ChainClient;
}

const READS: Readonly<Record<string, (client: ChainClient) => Promise<unknown>>> = {
  params: (client) => new IcsV7Provider(client).fetchParams(HEIGHT),
  rewardDenoms: (client) => new IcsV7Provider(client).fetchRegisteredRewardDenoms(HEIGHT),
  stakingParams: (client) => new IcsV7Provider(client).fetchStakingParams(HEIGHT),
  consumers: (client) => new IcsV7Provider(client).fetchConsumers(HEIGHT),
  consumer: (client) => new IcsV7Provider(client).fetchConsumer(ID, HEIGHT),
  minPower: (client) => new IcsV7Provider(client).fetchMinPowerInTopN(ID, HEIGHT),
  optedIn: (client) => new IcsV7Provider(client).fetchOptedIn(ID, HEIGHT),
  storedSet: (client) => new IcsV7Provider(client).fetchStoredSet(ID, HEIGHT),
  joinHeights: (client) => new IcsV7Provider(client).fetchStoredJoinHeights(ID, [MEMBER], HEIGHT),
  queuedPackets: (client) => new IcsV7Provider(client).fetchQueuedPackets(ID, HEIGHT),
  assignedKeys: (client) => new IcsV7Provider(client).fetchAssignedKeys(ID, HEIGHT),
  commissionRates: (client) => new IcsV7Provider(client).fetchCommissionRates(ID, [MEMBER], HEIGHT),
  slashMeter: (client) => new IcsV7Provider(client).fetchSlashMeter(HEIGHT),
  providerValidators: (client) => new IcsV7Provider(client).fetchProviderValidators(HEIGHT),
  nextValsetUpdateId: (client) => new IcsV7Provider(client).fetchNextValsetUpdateId(HEIGHT),
  consumerRows: (client) => readConsumerRaw(client, ID, HEIGHT),
  consumerParams: (client) => new IcsV7Consumer(client).fetchConsumerParams(HEIGHT),
};

/** Fields of the protobuf kind with few numbers, nested, so that decoders get further than the first tag. */
const field = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.uint8Array({ maxLength: 30 }))
  .map(([number, data]) => Uint8Array.of((number << 3) | 2, data.length, ...data).slice(0, 2 + data.length));
const looksLikeFields = fc
  .array(field, { maxLength: 6 })
  .map((fields) => Uint8Array.from(fields.flatMap((f) => [...f])));
const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 80 }), looksLikeFields);

test.each(Object.keys(READS))("whatever bytes a node answers, %s ends in a value or a ChainError", async (name) => {
  const read = READS[name];
  await fc.assert(
    fc.asyncProperty(anyBytes, async (bytes) => {
      try {
        await read?.(clientAnswering(bytes));
      } catch (error) {
        if (!(error instanceof ChainError)) throw error;
      }
    }),
    { numRuns: 300 },
  );
});

test("bytes cut in the middle of a message are undecodable", async () => {
  // Field 1, 32 bytes long, of which one came.
  const cut = Uint8Array.of(0x0a, 0x20, 0x01);
  await expect(READS.params?.(clientAnswering(cut))).rejects.toMatchObject({ code: "undecodable" });
  await expect(READS.providerValidators?.(clientAnswering(cut))).rejects.toMatchObject({ code: "undecodable" });
  await expect(READS.queuedPackets?.(clientAnswering(cut))).rejects.toMatchObject({ code: "undecodable" });
});
