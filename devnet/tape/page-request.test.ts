import { expect, test } from "vitest";
import { canonicalRequest } from "./page-request";

const hex = (text: string) => Buffer.from(text, "hex");
const CHAINS = "/interchain_security.ccv.provider.v1.Query/QueryConsumerChains";

test("a page request is taken out and the rest of the request stays", () => {
  // phase = 2, pagination = { limit: 100 }
  expect(canonicalRequest(CHAINS, hex("080212021864")).toString("hex")).toBe("0802");
});

test("a page request is found by its number in each request", () => {
  // status = "BOND_STATUS_BONDED" in field 1, pagination = { key: "ab", limit: 5 } in field 2
  const status = "0a12424f4e445f5354415455535f424f4e444544";
  expect(
    canonicalRequest("/cosmos.staking.v1beta1.Query/Validators", hex(`${status}12060a0261621805`)).toString("hex"),
  ).toBe(status);
  expect(canonicalRequest("/cosmos.slashing.v1beta1.Query/SigningInfos", hex("0a021864")).toString("hex")).toBe("");
  expect(
    canonicalRequest("/ibc.core.channel.v1.Query/PacketCommitments", hex("0a01611201621a021864")).toString("hex"),
  ).toBe("0a0161120162");
});

test("zeros and empty texts written out are the same request as without them", () => {
  expect(canonicalRequest(CHAINS, hex("08001200")).toString("hex")).toBe("");
  expect(canonicalRequest("/cosmos.staking.v1beta1.Query/Validators", hex("0a00")).toString("hex")).toBe("");
});

test("a field of the page request's number stays in requests that have none", () => {
  expect(canonicalRequest("/cosmos.auth.v1beta1.Query/Account", hex("0a0161")).toString("hex")).toBe("0a0161");
});

test("bytes that are no protobuf message come back as they were", () => {
  expect(canonicalRequest(CHAINS, hex("12ff")).toString("hex")).toBe("12ff");
  expect(canonicalRequest(CHAINS, hex("ffffffffffffffffffffff")).toString("hex")).toBe("ffffffffffffffffffffff");
});
