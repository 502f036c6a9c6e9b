import { expect, test } from "vitest";
import { parsePhaseBytes, parsePhaseName, parsePhaseNumber, phaseNumber, phaseWireName } from "./consumer-phase";
import { CONSUMER_PHASES } from "./types";

test("a stored phase is the first four of its eight bytes", () => {
  // vector of ics-protocol.md §11
  expect(parsePhaseBytes(Uint8Array.of(0, 0, 0, 3, 0, 0, 0, 0))).toBe("launched");
  const inside = Uint8Array.of(9, 9, 0, 0, 0, 5, 1, 2, 3, 4).subarray(2);
  expect(parsePhaseBytes(inside)).toBe("deleted");
  expect(parsePhaseBytes(Uint8Array.of(0, 0, 3))).toBeUndefined();
  expect(parsePhaseBytes(new Uint8Array(8))).toBeUndefined();
});

test("names and numbers of every phase are read back", () => {
  for (const phase of CONSUMER_PHASES) {
    expect(parsePhaseName(phaseWireName(phase))).toBe(phase);
    expect(parsePhaseNumber(phaseNumber(phase))).toBe(phase);
  }
  expect(phaseWireName("stopped")).toBe("CONSUMER_PHASE_STOPPED");
  expect(phaseNumber("stopped")).toBe(4);
});

test("an unknown phase is nothing, not a guess", () => {
  expect(parsePhaseName("CONSUMER_PHASE_UNSPECIFIED")).toBeUndefined();
  expect(parsePhaseName("launched")).toBeUndefined();
  expect(parsePhaseNumber(0)).toBeUndefined();
  expect(parsePhaseNumber(6)).toBeUndefined();
});
