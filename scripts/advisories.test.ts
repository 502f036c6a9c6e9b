import { expect, test } from "vitest";
import { judgeAdvisories, packagesOf } from "./lib/advisories.mjs";

test("every package of the tree once with all its versions, links to folders left out", () => {
  const tree = [
    {
      name: "us",
      dependencies: {
        a: { version: "1.0.0", dependencies: { b: { version: "2.0.0" }, c: { version: "link:../c" } } },
        b: { version: "2.1.0", dependencies: { a: { version: "1.0.0" } } },
      },
      optionalDependencies: { d: { version: "3.0.0" } },
    },
  ];
  expect(packagesOf(tree)).toEqual({ a: ["1.0.0"], b: ["2.0.0", "2.1.0"], d: ["3.0.0"] });
  expect(packagesOf([])).toEqual({});
});

test("high and critical fail, others are said", () => {
  const entry = (severity: string) => ({ severity, title: "t", vulnerable_versions: "<2", url: "https://x" });
  const { bad, others } = judgeAdvisories({
    a: [entry("high"), entry("low")],
    b: [entry("critical"), entry("moderate")],
  });
  expect(bad).toEqual(["high: a <2: t (https://x)", "critical: b <2: t (https://x)"]);
  expect(others.map((text) => text.split(":")[0])).toEqual(["low", "moderate"]);
  expect(judgeAdvisories({})).toEqual({ bad: [], others: [] });
});
