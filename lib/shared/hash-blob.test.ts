import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { hashBlob } from "./hash-blob";

test("the hash of a file is its SHA-256", async () => {
  // `printf 'genesis file\n' | sha256sum`
  expect(await hashBlob(new Blob(["genesis file\n"]))).toBe(
    "9fa7f86ec327856b43983cd5dd654ab10d388618be045fb5e8944f150d7c06e8",
  );
  // `sha256sum /dev/null`
  expect(await hashBlob(new Blob([]))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

/** A file that is made while it is read: piece `n` is filled with the byte n. */
function madeFile(size: number, onSlice: () => void = () => undefined) {
  return {
    size,
    slice: (start: number, end: number) => ({
      arrayBuffer: async () => {
        onSlice();
        return new Uint8Array(Math.max(0, Math.min(end, size) - start)).fill((start / 4_194_304) % 251).buffer;
      },
    }),
  };
}

test("a file longer than one piece, its last one not full, with rising progress", async () => {
  const size = 3 * 4_194_304 + 5;
  const expected = createHash("sha256");
  for (const [piece, length] of [
    [0, 4_194_304],
    [1, 4_194_304],
    [2, 4_194_304],
    [3, 5],
  ] as const)
    expected.update(Buffer.alloc(length, piece));
  const progress: number[] = [];
  expect(await hashBlob(madeFile(size), (bytes) => progress.push(bytes))).toBe(expected.digest("hex"));
  expect(progress).toEqual([4_194_304, 8_388_608, 12_582_912, size]);
});

test("a file larger than the memory it may take is hashed within it", async () => {
  const before = process.memoryUsage();
  let most = 0;
  await hashBlob(madeFile(160 * 1_048_576), () => {
    const { heapUsed, external } = process.memoryUsage();
    most = Math.max(most, heapUsed + external - before.heapUsed - before.external);
  });
  expect(most).toBeLessThan(100 * 1_048_576);
}, 60_000);

test("cancelling ends it before the next piece", async () => {
  const controller = new AbortController();
  let slices = 0;
  const hashing = hashBlob(
    madeFile(100 * 4_194_304, () => (slices += 1)),
    () => controller.abort(),
    controller.signal,
  );
  await expect(hashing).rejects.toThrow(/abort/);
  expect(slices).toBeLessThanOrEqual(3);
});
