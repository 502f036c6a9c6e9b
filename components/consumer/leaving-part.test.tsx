import { expect, test } from "vitest";
import type { LeavingView } from "@/lib/api/contracts/changeover";
import { changeoverSentence } from "./changeover-part";
import { consumerSentence } from "./consumer-sentence";
import { mayStopSentence } from "./leaving-part";
import { aConsumer } from "./test-consumers";

const leaving: LeavingView = {
  cause: "owner",
  stoppedAt: { height: 380, time: "2026-05-05T05:38:01Z" },
  deletesAt: "2026-05-05T06:08:01Z",
  rewardsLeft: [],
};
const deleted: LeavingView = { ...leaving, deletedAt: { height: 680, time: "2026-05-05T06:08:04Z" } };
const view = (changes: object) => ({ ...aConsumer(), leaving, ...changes });

test("may I stop: the chain goes on, so the stake is safe and the chain is not", () => {
  const text = mayStopSentence(view({ afterlife: { state: "goes-on", validators: 8 } })).replaceAll("\u202f", " ");
  expect(text).toContain("double signing still is until it is deleted");
  expect(text).toContain("its last set of 8 validators, with no updates since: it halts when a third");
});

test("may I stop: a chain that stands still is told apart, and one that nobody can see", () => {
  const still = mayStopSentence(view({ leaving: deleted, afterlife: { state: "stands-still", validators: 8 } }));
  expect(still).toContain("no block since block 1236");
  expect(still).toContain("no stake of the provider is at risk");
  expect(mayStopSentence(view({}))).toContain("cannot be told here");
});

test("the sentence of a consumer says what its chain does after the end", () => {
  const of = (state: "goes-on" | "stands-still") =>
    consumerSentence({
      ...aConsumer({ phase: "deleted", afterlife: { state, validators: 8 } }),
      optedInCount: 0,
    }).replaceAll("\u202f", " ");
  expect(of("goes-on")).toBe(
    "Orbit is deleted; its chain goes on, secured by the last set it was given, 8 validators, and gets no updates.",
  );
  expect(of("stands-still")).toBe("Orbit is deleted; its chain makes no blocks any more.");
});

const state = { connectionId: "connection-0", plannedHeight: 147, lastOwnHeight: 148, firstHeight: 149 };
const members = [
  { key: "a", before: "5" },
  { key: "b", before: "4", after: "7" },
  { key: "c", after: "6" },
];

test("a changeover names the two blocks and who goes and comes, before and after", () => {
  expect(changeoverSentence({ changeover: { ...state, stage: "launched", members } })).toBe(
    "Its own 2 validators sign up to block 148, if the upgrade comes as planned; from block 149 on 2 of the provider must: 1 leave, 1 come, 1 stays.",
  );
  expect(changeoverSentence({ changeover: { ...state, stage: "switched", upgradeHeight: 147, members } })).toBe(
    "Its own 2 validators signed up to block 148; from block 149 on 2 of the provider did: 1 left, 1 came, 1 stayed.",
  );
  expect(changeoverSentence({ changeover: { ...state, stage: "preparing", members: [] } })).toContain(
    "Its own validators",
  );
});

test("before its changeover a consumer is not called secured by the provider", () => {
  const text = consumerSentence({ ...aConsumer({ changeover: { ...state, stage: "launched" } }), optedInCount: 10 });
  expect(text).toContain("still runs on its own validators; it is to upgrade at its block 147");
  const preparing = aConsumer({ phase: "initialized", changeover: { ...state, stage: "preparing" } });
  expect(consumerSentence({ ...preparing, optedInCount: 10 })).toContain("is to become a consumer at its block 147");
});
