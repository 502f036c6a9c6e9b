import { expect, test } from "vitest";
import { deriveCauses } from "./causes";
import { aConsumer } from "./test-consumers";

const states = (consumer: Parameters<typeof deriveCauses>[0]) => deriveCauses(consumer).map(({ state }) => state);

test("a consumer in sync holds in every joint", () => {
  expect(states(aConsumer())).toEqual(["holds", "holds", "holds", "holds", "holds"]);
});

test("only the first joint that does not hold is explained", () => {
  const { channelId: _, ...consumer } = aConsumer({ vsc: { sent: "0", received: "0", acked: "0", queued: "3" } });
  const causes = deriveCauses(consumer);
  expect(causes.map(({ state }) => state)).toEqual(["holds", "holds", "waits", "untold", "untold"]);
  expect(causes[2]?.sentence).toBe("Nobody has opened its channel yet.");
  expect(causes[3]?.sentence).toBe("Cannot be told until “channel” holds.");
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
    "unknown",
    "unknown",
  ]);
});
