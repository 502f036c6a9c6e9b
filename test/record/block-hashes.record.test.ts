import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dataHashOf, headerHashOf } from "../../lib/chain/block-hashes";
import { parseIsoNanos } from "../../lib/ics/time";
import type { IsoTime } from "../../lib/ics/types";
import { openRecord, recordingDir } from "./record-reader";

interface Block {
  readonly block_id: { readonly hash: string };
  readonly block: {
    readonly header: { readonly [field: string]: unknown; readonly time: string; readonly data_hash: string };
    readonly data?: { readonly txs?: readonly string[] | null };
  };
}

const hashed = ({ block: { header } }: Block) => headerHashOf(header, parseIsoNanos(header.time as IsoTime) ?? 0n);

describe.each(["first", "changeover"] as const)("%s", (name) => {
  const record = openRecord(recordingDir(name));
  const blocksOf = (chain: string) =>
    record.chain(chain).heights.map((height) => record.blockAt(chain, height).block as unknown as Block);

  test.each(record.chains)(
    "every block of %s is the one its hash names, with the transactions its header names",
    (chain) => {
      for (const block of blocksOf(chain)) {
        expect(hashed(block)).toBe(block.block_id.hash.toLowerCase());
        expect(dataHashOf(block.block.data?.txs ?? [])).toBe(block.block.header.data_hash.toLowerCase());
      }
    },
  );
});

const record = openRecord(recordingDir("first"));
const block = record.blockAt(record.provider, 700).block as unknown as Block;
const named = block.block_id.hash.toLowerCase();
const { header } = block.block;

test("a header with any field changed has another hash", () => {
  const fields = Object.keys(header).filter((field) => field !== "time");
  expect(fields.length).toBe(13);
  for (const field of fields) {
    const value = header[field];
    const other =
      typeof value === "object"
        ? { ...value, hash: "00", block: "12" }
        : field === "height"
          ? "701"
          : field === "chain_id"
            ? `${value}x`
            : String(value).replace(/^./, (first) => (first === "A" ? "B" : "A"));
    expect(headerHashOf({ ...header, [field]: other }, parseIsoNanos(header.time as IsoTime) ?? 0n), field).not.toBe(
      named,
    );
  }
  expect(headerHashOf(header, (parseIsoNanos(header.time as IsoTime) ?? 0n) + 1n)).not.toBe(named);
});

test("whatever a node writes into a header, the next honest one is known by its hash", () => {
  const texts = fc.oneof(
    fc.string(),
    fc.constantFrom(...Object.values(header).filter((value) => typeof value === "string")),
  );
  const hostile = fc.dictionary(
    fc.constantFrom(...Object.keys(header)),
    fc.oneof(
      texts,
      fc.tuple(texts, texts).map((pair) => pair.join(" ")),
    ),
  );
  fc.assert(
    fc.property(hostile, fc.bigInt({ min: 0n, max: 2n ** 63n }), (changed, timeNs) => {
      headerHashOf({ ...header, ...changed } as never, timeNs);
      expect(hashed(block)).toBe(named);
    }),
    { numRuns: 500 },
  );
});
