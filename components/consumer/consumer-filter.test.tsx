import { expect, test } from "vitest";
import { applyConsumerFilter, consumerFilterQuery, parseConsumerFilter } from "@/lib/api/consumer-filter";
import { aConsumer } from "./test-consumers";

const rows = [
  aConsumer({
    consumerId: "0",
    name: "Replica",
    chainId: "replica-1",
    kind: "top-n",
    topN: 80,
    validatorCount: 33,
    providerPower: "9007199254740993",
  }),
  aConsumer({
    consumerId: "10",
    name: "Lonely",
    chainId: "lonely-1",
    validatorCount: 4,
    providerPower: "9007199254740992",
  }),
  aConsumer({
    consumerId: "2",
    name: "Agora",
    chainId: "agora-1",
    phase: "stopped",
    validatorCount: 14,
    providerPower: "5",
  }),
];
const ids = (query: Record<string, string>) =>
  applyConsumerFilter(rows, parseConsumerFilter(query)).map(({ consumerId }) => consumerId);

test("ids are ordered as numbers", () => {
  expect(ids({})).toEqual(["0", "2", "10"]);
  expect(ids({ sort: "-id" })).toEqual(["10", "2", "0"]);
});

test("shares are ordered exactly, past 2^53", () => {
  expect(ids({ sort: "-share" })).toEqual(["0", "10", "2"]);
});

test("phase, kind and words narrow the list together", () => {
  expect(ids({ phase: "launched" })).toEqual(["0", "10"]);
  expect(ids({ phase: "launched", kind: "opt-in" })).toEqual(["10"]);
  expect(ids({ q: "AGO" })).toEqual(["2"]);
  expect(ids({ q: "nothing" })).toEqual([]);
});

test("what is not understood narrows nothing", () => {
  expect(ids({ phase: "sleeping", kind: "x", sort: "constructor" })).toEqual(["0", "2", "10"]);
});

test("an address says the same filter again, without defaults", () => {
  expect(consumerFilterQuery(parseConsumerFilter({}))).toBe("");
  const query = "q=orbit+copy&phase=launched&kind=opt-in&sort=-share";
  expect(consumerFilterQuery(parseConsumerFilter(Object.fromEntries(new URLSearchParams(query))))).toBe(query);
});
