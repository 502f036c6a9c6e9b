import { expect, test } from "vitest";
import { Lru } from "./lru";

test("what is asked for at once is made once, and what failed is made again", async () => {
  const lru = new Lru<number>(2);
  let made = 0;
  const make = async () => ++made;
  expect(await Promise.all([lru.get("a", make), lru.get("a", make)])).toEqual([1, 1]);
  await expect(lru.get("b", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await lru.get("b", make)).toBe(2);
});

test("the least recently used goes first", async () => {
  const lru = new Lru<string>(2);
  for (const key of ["a", "b", "a", "c"]) await lru.get(key, async () => key);
  expect(lru.size).toBe(2);
  expect(await lru.get("a", async () => "made anew")).toBe("a");
  expect(await lru.get("b", async () => "made anew")).toBe("made anew");
});
