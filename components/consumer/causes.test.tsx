import { expect, test } from "vitest";
import { deriveCauses } from "./causes";
import { aConsumer as aListItem } from "./test-consumers";

type Input = Parameters<typeof deriveCauses>[0];
const OPEN = {
  connection: { state: "open", connectionId: "connection-0" },
  channel: { state: "open" },
  steps: [],
} as const;
const NEXT = { height: 1260, blocksLeft: 24, changes: 2 };
const aConsumer = (changes: Partial<Input> = {}) =>
  ({ ...aListItem(), road: OPEN, nextEpoch: NEXT, ...changes }) as Input;

const states = (consumer: Parameters<typeof deriveCauses>[0]) => deriveCauses(consumer).map(({ state }) => state);

test("a consumer in sync holds in every joint", () => {
  expect(states(aConsumer())).toEqual(Array(7).fill("holds"));
  expect(deriveCauses(aConsumer())[6]?.sentence).toBe(
    "In 24 blocks, at height 1260; as things stand it sends an update of 2 keys.",
  );
});

test("only the first joint that does not hold is explained", () => {
  const { channelId: _, ...consumer } = aConsumer({ vsc: { sent: "0", received: "0", acked: "0", queued: "3" } });
  const causes = deriveCauses(consumer);
  expect(causes.map(({ state }) => state)).toEqual(["holds", "holds", "holds", "waits", "untold", "untold", "untold"]);
  expect(causes[3]?.sentence).toBe("Nobody has opened its channel yet.");
  expect(causes[4]?.sentence).toBe("Cannot be told until “channel” holds.");
});

test("a finding speaks for its joint", () => {
  const finding = { code: "client-expired", severity: "bad", sentence: "Expired.", link: "/consumers/1" } as const;
  const causes = deriveCauses(aConsumer({ findings: [finding] }));
  expect(causes[1]).toEqual({ name: "client", state: "fails", sentence: "Expired." });
  expect(causes[2]?.state).toBe("untold");
});

test("a consumer without an endpoint is unknown where only its own nodes could tell, not failed", () => {
  const unknown = { state: "unknown", because: "no-endpoint" } as const;
  expect(states(aConsumer({ vsc: { sent: "4", received: unknown, acked: "4", queued: "0" }, sync: unknown }))).toEqual([
    "holds",
    "holds",
    "holds",
    "holds",
    "unknown",
    "unknown",
    "holds",
  ]);
});

test("a handshake that stopped names the step that is missing and the chain it is missing on", () => {
  const steps = [
    { kind: "connection_open_init", on: "consumer", state: "done" },
    { kind: "connection_open_try", on: "provider", state: "missing" },
  ] as const;
  const { channelId: _, ...waiting } = aConsumer({
    road: { connection: { state: "opening" }, channel: { state: "none" }, steps: [...steps] },
  });
  expect(deriveCauses(waiting)[2]).toEqual({
    name: "connection",
    state: "waits",
    sentence: "Opening the connection to the provider stopped before “try” on the provider.",
  });
});
