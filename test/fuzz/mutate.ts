import type { Chance } from "../chaos/random";

/** Inputs are kept below this, so that time and memory of one call say something about the decoder. */
export const MAX_INPUT = 200_000;

const EDGES = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x0a, 0x12, 0x1a, 0x22];

/** A real input with a few bytes changed: flipped, cut, doubled, moved, joined with another's, or told to be longer than it is. */
export function mutateBytes(input: Uint8Array, other: Uint8Array, chance: Chance): Uint8Array {
  let bytes = Uint8Array.from(input.subarray(0, MAX_INPUT));
  for (let i = chance.between(1, 6); i > 0; i -= 1) bytes = mutateOnce(bytes, other, chance);
  return bytes.subarray(0, MAX_INPUT);
}

function mutateOnce(bytes: Uint8Array, other: Uint8Array, chance: Chance): Uint8Array<ArrayBuffer> {
  const at = chance.between(0, Math.max(0, bytes.length - 1));
  const changed = Uint8Array.from(bytes);
  switch (chance.between(0, 8)) {
    case 0:
      changed[at] = (changed[at] ?? 0) ^ (1 << chance.between(0, 7));
      return changed;
    case 1:
      changed[at] = chance.pick(EDGES);
      return changed;
    case 2:
      return changed.slice(0, at);
    case 3:
      return join(changed.subarray(0, at), changed.subarray(Math.min(changed.length, at + chance.between(1, 16))));
    case 4: {
      const part = changed.slice(at, at + chance.between(1, 64));
      return join(
        changed.subarray(0, at),
        ...Array.from({ length: chance.between(1, 40) }, () => part),
        changed.subarray(at),
      );
    }
    case 5:
      return join(changed.subarray(0, at), other.subarray(chance.between(0, Math.max(0, other.length - 1))));
    case 6:
      // The longest number that protobuf can write, where a length may stand.
      return join(
        changed.subarray(0, at),
        Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
        changed.subarray(at),
      );
    case 7:
      return join(
        changed.subarray(0, at),
        Uint8Array.from({ length: chance.between(1, 40) }, () => chance.between(0, 255)),
        changed.subarray(at),
      );
    default:
      // A message in a message in a message, without end.
      return nested(changed.subarray(at, at + 20), chance.between(1, 200));
  }
}

function nested(inner: Uint8Array, depth: number): Uint8Array<ArrayBuffer> {
  let bytes = Uint8Array.from(inner);
  for (let i = 0; i < depth && bytes.length < 16_000; i += 1) {
    const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 0x7f) | 0x80, bytes.length >> 7];
    bytes = join(Uint8Array.of(0x0a, ...length), bytes);
  }
  return bytes;
}

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const TEXTS = [
  "",
  "\0",
  "-1",
  "0x",
  "1e400",
  "00",
  "9".repeat(30),
  "9".repeat(5_000),
  "\u202e",
  "\ud800",
  "__proto__",
  "constructor",
  "%",
  "%E0%A4%A",
  "{",
  '{"a":',
  "[[[[[[",
  "../..",
  "//evil.example",
  "a".repeat(20_000),
  "(a+)+$",
  " ".repeat(20_000),
  "=cmd()",
  "2026-02-30T25:61:61Z",
];

/** A real text, changed. */
export function mutateText(input: string, other: string, chance: Chance): string {
  let text = input;
  for (let i = chance.between(1, 4); i > 0; i -= 1) {
    const at = chance.between(0, text.length);
    const until = at + chance.between(0, 12);
    switch (chance.between(0, 4)) {
      case 0:
        text = text.slice(0, at) + text.slice(until);
        break;
      case 1:
        text = text.slice(0, at) + chance.pick(TEXTS) + text.slice(at);
        break;
      case 2:
        text = text.slice(0, at) + String.fromCharCode(chance.between(0, 0xffff)) + text.slice(at);
        break;
      case 3:
        text = text.slice(0, at) + text.slice(at, until).repeat(chance.between(2, 200)) + text.slice(at);
        break;
      default:
        text = text.slice(0, at) + other.slice(chance.between(0, other.length));
    }
  }
  return text.slice(0, MAX_INPUT);
}

/** A real JSON value with some of its parts replaced by what nobody sends. The input stays as it is. */
export function mutateJson(input: unknown, chance: Chance): unknown {
  let value = structuredClone(input);
  for (let i = chance.between(1, 4); i > 0; i -= 1) value = replaceIn(value, chance, 0);
  return value;
}

function replaceIn(value: unknown, chance: Chance, depth: number): unknown {
  const isTree = value !== null && typeof value === "object";
  const keys = isTree ? Object.keys(value) : [];
  if (keys.length === 0 || chance.next() < 0.04 * depth) return weird(value, chance);
  const key = chance.pick(keys);
  const tree = value as Record<string, unknown>;
  const isGone = chance.next() < 0.08;
  const changed = isGone ? undefined : replaceIn(tree[key], chance, depth + 1);
  // No text is a list with a hole in it.
  if (Array.isArray(value) && changed === undefined) value.splice(Number(key), 1);
  else if (isGone) delete tree[key];
  else tree[key] = changed;
  return value;
}

function weird(value: unknown, chance: Chance): unknown {
  return chance.pick<() => unknown>([
    () => null,
    () => undefined,
    () => -1,
    () => 2 ** 60,
    () => 0.5,
    () => true,
    () => [],
    () => ({}),
    () => [value, structuredClone(value)],
    () => ({ value }),
    () => chance.pick(TEXTS),
    () => (typeof value === "string" ? mutateText(value, value, chance) : String(value)),
    // Copies, not the same one again and again: a change in one of them would come three hundred times.
    () => Array.from({ length: copiesOf(value) }, () => structuredClone(value)),
  ])();
}

/** So many that three hundred copies of three hundred copies do not come to be. */
function copiesOf(value: unknown): number {
  return Math.min(300, Math.ceil(MAX_INPUT / ((JSON.stringify(value) ?? "").length + 1)));
}
