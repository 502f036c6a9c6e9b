import { expect, test } from "vitest";
import { changesBetween } from "./changes";
import type { Moment } from "./moment";
import { framesOf, heightOfEventId } from "./stream-frames";

const asOf = (height: number) => ({ chainId: "p-1", height, time: "2026-03-02T12:00:00Z" });
const aMoment = (height: number, more: Partial<Moment> = {}): Moment => ({
  height,
  overview: { data: {} as never, asOf: asOf(height) },
  consumers: [],
  findings: [],
  slashes: [],
  lanes: [],
  ...more,
});
const aLane = (sent: bigint, received: bigint) => ({
  consumerId: "1",
  direction: "vsc" as const,
  progress: { sent, received, acked: 0n, isClosed: false },
});
const aFinding = (sentence: string) =>
  ({ code: "halted", severity: "bad", sentence, link: "/", consumerId: "1" }) as const;

test("nothing happened, nothing is told", () => {
  expect(changesBetween(aMoment(1), aMoment(2))).toEqual([]);
});

test("each packet is told with each hop it took", () => {
  const changes = changesBetween(aMoment(1, { lanes: [aLane(4n, 3n)] }), aMoment(2, { lanes: [aLane(6n, 4n)] }));
  expect(changes.map(({ event, data }) => [event, (data as { data: object }).data])).toEqual([
    ["packet", { consumerId: "1", direction: "vsc", sequence: "5", hop: "sent" }],
    ["packet", { consumerId: "1", direction: "vsc", sequence: "6", hop: "sent" }],
    ["packet", { consumerId: "1", direction: "vsc", sequence: "4", hop: "received" }],
  ]);
});

test("a lane that is no longer read is not told as if its packets had gone", () => {
  const unread = { ...aLane(4n, 3n), progress: { sent: 4n, acked: 0n, isClosed: false } };
  expect(changesBetween(aMoment(1, { lanes: [aLane(4n, 3n)] }), aMoment(2, { lanes: [unread] }))).toEqual([]);
  expect(changesBetween(aMoment(1, { lanes: [unread] }), aMoment(2, { lanes: [aLane(4n, 3n)] }))).toEqual([]);
});

test("a finding is told when it comes, when its words change, and when it is over", () => {
  const states = (before: Partial<Moment>, after: Partial<Moment>) =>
    changesBetween(aMoment(1, before), aMoment(2, after)).map(({ data }) => (data as { state: string }).state);
  expect(states({}, { findings: [aFinding("a")] })).toEqual(["holds"]);
  expect(states({ findings: [aFinding("a")] }, { findings: [aFinding("a")] })).toEqual([]);
  expect(states({ findings: [aFinding("a")] }, { findings: [aFinding("b")] })).toEqual(["holds"]);
  expect(states({ findings: [aFinding("a")] }, {})).toEqual(["over"]);
});

test("only the head says that everything up to it was told", () => {
  const text = new TextDecoder().decode(
    framesOf(
      [
        { event: "packet", data: { a: 1 } },
        { event: "head", data: { b: 2 } },
      ],
      41,
      { height: 42, serial: 3 },
    ),
  );
  expect(text).toBe('id: 41-3.0\nevent: packet\ndata: {"a":1}\n\nid: 42-3\nevent: head\ndata: {"b":2}\n\n');
  expect(heightOfEventId("41-3.0")).toBe(41);
  expect(heightOfEventId("42-3")).toBe(42);
  for (const bad of [null, "", "42", "-1-2", "x", "42-3\n", "9".repeat(30)])
    expect(heightOfEventId(bad)).toBeUndefined();
});
