import { expect, test } from "vitest";
import { decodeSegment, formatCursor, parseHeight, parseListQuery } from "./query-params";

const parse = (text: string) => parseListQuery(new URLSearchParams(text));

test("nothing asked for is the head, from the first row, as many as there may be", () => {
  expect(parse("")).toEqual({ limit: 1000, offset: 0 });
});

test("a cursor carries the height of the page it came from", () => {
  expect(parse(`limit=10&cursor=${formatCursor(1200, 10)}`)).toEqual({ limit: 10, offset: 10, height: 1200 });
  expect(parse(`height=1200&cursor=${formatCursor(1200, 10)}`)).toMatchObject({ offset: 10 });
  expect(parse(`height=1201&cursor=${formatCursor(1200, 10)}`)).toMatchObject({ status: 400, code: "bad-cursor" });
});

test("a page's height given twice is refused as the API refuses it", () => {
  expect(parseHeight(["1", "2"])).toMatchObject({ status: 400, code: "bad-height" });
  expect(parseHeight(undefined)).toBeUndefined();
  expect(parseHeight("1200")).toBe(1200);
});

test("a segment that is half an escape is taken as it is", () => {
  expect(decodeSegment("100%")).toBe("100%");
  expect(decodeSegment("a%2Fb%3D")).toBe("a/b=");
});
