import fc from "fast-check";
import { expect, test } from "vitest";
import {
  accountOfOperator,
  formatAccountAddress,
  formatConsAddress,
  formatOperatorAddress,
  parseAnyAddress,
  parseConsAddress,
  parseEd25519Base64,
  parseOperatorAddress,
} from "./address";
import { parseConsHex } from "./ids";

// Strongest validator of the recorded network: its three forms and its key as the nodes print them, and the address and
// key of its CometBFT set entry.
const ACCOUNT_HEX = "0b90aea7c9cd67c42a0b4f426d5fb4dca1989386";
const CONS_HEX = "8cdca9742ce1c36434bf5122e91eda263316c5b9";
const CONS = "cosmosvalcons13nw2japvu8pkgd9l2y3wj8k6yce3d3deg0ms99";
const KEY_BASE64 = "gR3nYCUNZt5knsTSeVD5JlR5tbHkxchZV8XNKJ2O+lA=";
const KEY_HEX = "811de760250d66de649ec4d27950f9265479b5b1e4c5c85957c5cd289d8efa50";
const OPERATOR = "cosmosvaloper1pwg2af7fe4nug2stfapx6ha5mjse3yux4qyksf";

test("the consensus address of the record reads as its bytes, and is written back the same", () => {
  expect(parseAnyAddress(CONS)).toEqual({ kind: "consensus", prefix: "cosmos", hex: CONS_HEX });
  const cons = parseConsAddress(CONS);
  expect(cons).toBe(CONS_HEX);
  expect(cons && formatConsAddress(cons, "cosmos")).toBe(CONS);
});

test("the same bytes under another chain's prefix are the same validator", () => {
  const cons = parseConsHex(CONS_HEX);
  const onOrbit = cons ? formatConsAddress(cons, "orbit") : "";
  expect(onOrbit.startsWith("orbitvalcons1")).toBe(true);
  expect(parseConsAddress(onOrbit)).toBe(CONS_HEX);
});

test("hex in either case and public keys in both forms are told apart", () => {
  expect(parseAnyAddress(CONS_HEX.toUpperCase())).toEqual({ kind: "hex", hex: CONS_HEX });
  expect(parseAnyAddress(KEY_BASE64)).toEqual({ kind: "pubkey", hex: KEY_HEX });
  expect(parseAnyAddress(` ${KEY_HEX}\n`)).toEqual({ kind: "pubkey", hex: KEY_HEX });
  expect(parseEd25519Base64("AQ==")).toBeUndefined();
});

test("an operator and its account have the same bytes", () => {
  expect(parseAnyAddress(OPERATOR)).toEqual({ kind: "operator", prefix: "cosmos", hex: ACCOUNT_HEX });
  // gov module account of any Cosmos chain, in the Hub's form: a well-known vector
  const gov = "cosmos10d07y265gmmuvt4z0w9aw880jnsr700j6zn9kn";
  expect(parseAnyAddress(gov)).toEqual({
    kind: "account",
    prefix: "cosmos",
    hex: "7b5fe22b5446f7c62ea27b8bd71cef94e03f3df2",
  });
  const operator = formatOperatorAddress("7b5fe22b5446f7c62ea27b8bd71cef94e03f3df2", "cosmos");
  expect(accountOfOperator(operator)).toBe(gov);
  expect(parseOperatorAddress(operator, "cosmos")).toBe(operator);
  expect(parseOperatorAddress(operator, "osmo")).toBeUndefined();
  expect(formatAccountAddress("7b5fe22b5446f7c62ea27b8bd71cef94e03f3df2", "osmo").startsWith("osmo1")).toBe(true);
});

test("what is no address is nothing", () => {
  const hostile = [
    "",
    " ",
    "0",
    "cosmos1",
    CONS.slice(0, -1),
    `${CONS}q`,
    CONS.replace("n", "N"),
    "💥",
    "<script>",
    "a".repeat(1e6),
  ];
  for (const text of hostile) expect(parseAnyAddress(text)).toBeUndefined();
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseAnyAddress(text)));
});

test("any 20 bytes survive each form", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 20, maxLength: 20 }),
      fc.stringMatching(/^[a-z]{1,12}$/),
      (bytes, prefix) => {
        const cons = parseConsHex(Buffer.from(bytes).toString("hex"));
        if (cons === undefined) throw new Error("20 bytes of hex are an address");
        expect(parseConsAddress(formatConsAddress(cons, prefix))).toBe(cons);
        expect(parseAnyAddress(formatOperatorAddress(cons, prefix))).toEqual({ kind: "operator", prefix, hex: cons });
      },
    ),
  );
});
