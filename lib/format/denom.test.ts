import { expect, test } from "vitest";
import { denomUnit } from "./denom";

test("millionths by convention, anything else as it is", () => {
  expect(denomUnit("uatom")).toEqual({ exponent: 6, unit: "ATOM" });
  expect(denomUnit("uharb")).toEqual({ exponent: 6, unit: "HARB" });
  expect(denomUnit("aevmos")).toEqual({ exponent: 0, unit: "aevmos" });
  expect(denomUnit("ibc/27394FB0")).toEqual({ exponent: 0, unit: "ibc/27394FB0" });
  expect(denomUnit("u")).toEqual({ exponent: 0, unit: "u" });
});

test("a denom is anybody's text", () => {
  expect(denomUnit("evil\u202emota").unit).toBe("evil\ufffdmota");
  expect(denomUnit("\u200b\n").unit).not.toBe("");
});
