import { expect, test } from "vitest";
import { faultOf } from "./lib/import-rules.mjs";

test("an import that runs down the layers is fine", () => {
  expect(faultOf("app/page.tsx", "lib/server/read-overview", false)).toBeUndefined();
  expect(faultOf("lib/indexer/chain-loop.ts", "lib/store/write-batch", false)).toBeUndefined();
  expect(faultOf("lib/chain/detect.ts", "lib/ics/types", false)).toBeUndefined();
});

test("an import that runs up, or across, is named", () => {
  expect(faultOf("lib/ics/epoch.ts", "lib/store/schema", false)).toBe("lib/ics must not import lib/store");
  expect(faultOf("lib/server/deps.ts", "lib/indexer/run-indexer", false)).toBe(
    "lib/server must not import lib/indexer",
  );
  expect(faultOf("components/consumer/a.tsx", "lib/server/deps", false)).toBe("components must not import lib/server");
  expect(faultOf("components/consumer/a.tsx", "components/validator/b", false)).toMatch(
    /noun folders meet in the page/,
  );
  expect(faultOf("components/consumer/a.tsx", "components/validator/validator-link", false)).toBeUndefined();
});

test("a package behind a door stays there", () => {
  expect(faultOf("lib/ics/hash.ts", "@cosmjs/encoding", true)).toMatch(/lib\/chain only/);
  expect(faultOf("app/page.tsx", "kysely", true)).toMatch(/lib\/store only/);
  expect(faultOf("components/ui/x.tsx", "recharts", true)).toMatch(/components\/charts only/);
  expect(faultOf("lib/store/migrate.ts", "kysely", true)).toBeUndefined();
});

test("the reader that proves the others right shares no code with them", () => {
  expect(faultOf("test/record/record-reader.ts", "lib/chain/packets", false)).toBe(
    "test/record must not import lib/chain",
  );
});
