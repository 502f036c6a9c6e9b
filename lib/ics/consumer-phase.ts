import type { ConsumerPhase } from "./types";

/**
 * The three ways a chain writes a phase (ics-protocol.md §1.1, §2.2 prefix 49): its full name in answers, its number in
 * requests, and eight bytes in the store of which only the first four mean anything.
 */
const WIRE_NAMES = {
  registered: "CONSUMER_PHASE_REGISTERED",
  initialized: "CONSUMER_PHASE_INITIALIZED",
  launched: "CONSUMER_PHASE_LAUNCHED",
  stopped: "CONSUMER_PHASE_STOPPED",
  deleted: "CONSUMER_PHASE_DELETED",
} as const satisfies Record<ConsumerPhase, string>;

const NUMBERS = { registered: 1, initialized: 2, launched: 3, stopped: 4, deleted: 5 } as const satisfies Record<
  ConsumerPhase,
  number
>;

const PHASES = Object.keys(WIRE_NAMES) as readonly ConsumerPhase[];

/** Reads the name in answers; `undefined` for unspecified and for phases of another dialect. */
export function parsePhaseName(wireName: string): ConsumerPhase | undefined {
  return PHASES.find((phase) => WIRE_NAMES[phase] === wireName);
}

/** Reads the enum number. */
export function parsePhaseNumber(number: number): ConsumerPhase | undefined {
  return PHASES.find((phase) => NUMBERS[phase] === number);
}

/** Reads a value of prefix 49: a big-endian uint32, followed by four bytes that are to be left alone (§9.9). */
export function parsePhaseBytes(value: Uint8Array): ConsumerPhase | undefined {
  if (value.length < 4) return undefined;
  return parsePhaseNumber(new DataView(value.buffer, value.byteOffset).getUint32(0));
}

/** The name a chain gives a phase. */
export function phaseWireName(phase: ConsumerPhase): string {
  return WIRE_NAMES[phase];
}

/** The number a request asks for a phase with. */
export function phaseNumber(phase: ConsumerPhase): number {
  return NUMBERS[phase];
}
