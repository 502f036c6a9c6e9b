import { expect, test } from "vitest";
import { ChainError } from "./errors";
import { QueryGatherer } from "./query-gatherer";
import type { AbciOutcome, AbciQuery } from "./types";

const query = (data: number, height = 5): AbciQuery => ({ path: "/store/x/key", data: Uint8Array.of(data), height });
const found = ({ data }: AbciQuery): AbciOutcome => ({
  ok: true,
  value: Uint8Array.of(data[0] ?? 0, 7),
  isNull: false,
  height: 5,
});

function gatherer(answer: (query: AbciQuery) => AbciOutcome) {
  const sent: number[] = [];
  const gathered = new QueryGatherer(async (queries) => {
    sent.push(queries.length);
    return queries.map(answer);
  });
  return { gathered, sent };
}

test("what is asked in one turn travels together and comes back to who asked", async () => {
  const { gathered, sent } = gatherer(found);
  const afterAnother = Promise.resolve().then(() => gathered.ask(query(3), undefined));
  const answers = await Promise.all([
    gathered.ask(query(1), undefined),
    gathered.ask(query(2), undefined),
    afterAnother,
  ]);
  expect(answers.map(({ value }) => [...value])).toEqual([
    [1, 7],
    [2, 7],
    [3, 7],
  ]);
  expect(sent).toEqual([3]);
  await gathered.ask(query(4), undefined);
  expect(sent).toEqual([3, 1]);
});

test("a query that fails fails alone; a request that fails fails all of them, and the next goes out again", async () => {
  const refused = new ChainError("query-failed", "no such row", { retryable: false });
  let isDown = false;
  const { gathered } = gatherer((one) => {
    if (isDown) throw new ChainError("unreachable", "gone", { retryable: true });
    return one.data[0] === 2 ? { ok: false, error: refused } : found(one);
  });
  const ask = () => Promise.allSettled([gathered.ask(query(1), undefined), gathered.ask(query(2), undefined)]);
  expect((await ask()).map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  isDown = true;
  for (const result of await ask()) expect(result).toMatchObject({ reason: { code: "unreachable" } });
  isDown = false;
  expect((await ask())[0]?.status).toBe("fulfilled");
});

test("queries under different signals do not share a fate", async () => {
  const { gathered, sent } = gatherer(found);
  await Promise.all([
    gathered.ask(query(1), new AbortController().signal),
    gathered.ask(query(2), new AbortController().signal),
  ]);
  expect(sent).toEqual([1, 1]);
});
