import { expect, test } from "vitest";
import { checkRow } from "./check-row";
import { RecordError } from "./record-error";

test("what every object has is no table", () => {
  for (const table of ["constructor", "__proto__", "toString", "no_such"]) {
    expect(() => checkRow(table, "{}"), table).toThrow(RecordError);
  }
});

test("a column that is missing, wrong or unknown is told by its name", () => {
  const row = { chain_id: "a", from_height: "5", to_height: "9", reason: "pruned" };
  expect(checkRow("gap", JSON.stringify({ ...row, later: 1 }))).toEqual({ row, skipped: ["later"] });
  expect(() => checkRow("gap", JSON.stringify({ ...row, reason: null }))).toThrow("has no reason");
  expect(() => checkRow("gap", JSON.stringify({ ...row, to_height: "9223372036854775808" }))).toThrow(
    "wrong to_height",
  );
});
