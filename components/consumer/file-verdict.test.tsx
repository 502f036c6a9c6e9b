import { expect, test } from "vitest";
import { fileVerdict } from "./file-verdict";

const [genesisHash, binaryHash, other] = ["a".repeat(64), "b".repeat(64), "c".repeat(64)];

test("a file is what its hash says", () => {
  const named = { genesisHash, binaryHash };
  expect(fileVerdict("genesis.json", genesisHash, named)).toEqual({
    tone: "ok",
    sentence: "genesis.json is the genesis file the provider names.",
  });
  expect(fileVerdict("x", binaryHash, named).sentence).toBe("x is the binary the provider names.");
  expect(fileVerdict("x", other, named)).toEqual({
    tone: "bad",
    sentence: "x is neither the genesis file nor the binary the provider names.",
  });
  expect(fileVerdict("x", other, { binaryHash }).sentence).toBe("x is not the binary the provider names.");
});

test("without a hash of the right length nothing is said about the file", () => {
  expect(fileVerdict("x", other, {}).tone).toBe("muted");
  expect(fileVerdict("x", other, { genesisHash: "ab" }).tone).toBe("muted");
});
