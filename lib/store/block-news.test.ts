import { expect, test } from "vitest";
import { parseNews } from "./block-news";

test("news are read as they were said; of a build before them the network alone", () => {
  const news = { network: "devnet", head: { chainId: "p-1", height: 7, time: "2026-03-02T12:00:00Z" } };
  for (const said of [news, { ...news, isCatchingUp: true }]) expect(parseNews(JSON.stringify(said))).toEqual(said);
  expect(parseNews(JSON.stringify({ ...news, isCatchingUp: "no" }))).toEqual(news);
  expect(parseNews("devnet")).toEqual({ network: "devnet" });
});

test("what is no news of ours is no fault: anybody may notify on a channel", () => {
  for (const text of ["{", '{"network":1}', "{}"]) expect(parseNews(text)).toBeUndefined();
  for (const head of [null, 7, { height: "7" }, { chainId: "p-1", height: 7.5, time: "x" }])
    expect(parseNews(JSON.stringify({ network: "devnet", head }))).toEqual({ network: "devnet" });
});
