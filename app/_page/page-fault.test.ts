import { expect, test } from "vitest";
import { parsePageFault } from "./parse-page-fault";

const header = (value: unknown) => encodeURIComponent(JSON.stringify(value));

test("the sentence arrives as it was sent", () => {
  expect(parsePageFault(header({ message: "There is no consumer 77 – “none”.", headPath: "/consumers/77" }))).toEqual({
    message: "There is no consumer 77 – “none”.",
    headPath: "/consumers/77",
  });
});

test("a way on that leaves this site is dropped", () => {
  expect(parsePageFault(header({ message: "x", headPath: "//evil.example" }))).toEqual({ message: "x" });
  expect(parsePageFault(header({ message: "x", headPath: "https://evil.example" }))).toEqual({ message: "x" });
});

test("what is no fault is none", () => {
  for (const bad of [null, "", "%", "nonsense", header({}), header([1])]) expect(parsePageFault(bad)).toBeUndefined();
});
