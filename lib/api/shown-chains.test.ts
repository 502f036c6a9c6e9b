import { expect, test } from "vitest";
import type { SecurityItem } from "./contracts/security";
import { withShownChains } from "./shown-chains";

const item = (scope: string, stakeToHalt?: string) =>
  ({ scope, ...(stakeToHalt === undefined ? {} : { stakeToHalt }) }) as SecurityItem;
const scopes = (items: readonly SecurityItem[]) => items.map(({ scope }) => scope);

test("few chains are all shown, in their order", () => {
  const { data, of } = withShownChains({ data: [item("provider", "9"), item("0", "5"), item("1"), item("2", "1")] });
  expect([scopes(data), of]).toEqual([["provider", "0", "1", "2"], 3]);
});

test("of many the weakest are shown, compared as whole numbers, and those without a set last", () => {
  // 60 consumers: "0" has no set, the others take 1000 − n.
  const many = Array.from({ length: 60 }, (_, n) => item(String(n), n === 0 ? undefined : String(1_000 - n)));
  const { data, of } = withShownChains({ data: [item("provider", "9"), ...many] });
  expect(of).toBe(60);
  expect(scopes(data).slice(0, 4)).toEqual(["provider", "59", "58", "57"]);
  expect(data).toHaveLength(51);
  expect(scopes(data)).not.toContain("0");
});
