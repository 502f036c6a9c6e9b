import { expect, test } from "vitest";
import { BLOCK_TABLES } from "@/lib/store/tables";
import { consumerFollowers } from "./consumer-followers";
import { coreSubject } from "./core-subject";
import { providerFollowers } from "./provider-followers";

const SUBJECTS = {
  provider: [coreSubject("provider"), ...providerFollowers().subjects],
  consumer: [coreSubject("consumer"), ...consumerFollowers().subjects],
};

test("every table that blocks are turned into belongs to one subject of a chain: what is read again is read again whole", () => {
  for (const subjects of Object.values(SUBJECTS)) {
    const tables = subjects.flatMap((subject) => subject.tables);
    expect(new Set(tables).size).toBe(tables.length);
  }
  const all = new Set(Object.values(SUBJECTS).flatMap((subjects) => subjects.flatMap((subject) => subject.tables)));
  expect([...all].sort()).toEqual(Object.keys(BLOCK_TABLES).sort());
});

test("a consumer's rows are told from another chain's by their key", () => {
  for (const table of SUBJECTS.consumer.flatMap((subject) => subject.tables))
    expect(BLOCK_TABLES[table].key).toContain("chain_id");
});
