import { INDEXED_EVENT_TYPES, UNJAIL_ACTION } from "./indexed-events";

/**
 * Takes the events nobody indexes out of the text of a `/block_results` answer before it is parsed. They are nine tenths
 * of it, and building objects of them costs more than everything else the indexer does.
 *
 * Only text of exactly the form that CometBFT writes (`{"type":"…","attributes":`) is touched. Inside a JSON string a quote
 * is written `\"`, so no chain text can look like the beginning of an event. In another form nothing is recognised, and
 * the text is parsed whole: slower, and the same.
 */
export function pruneAnswer(text: string): string {
  return pruneSignatures(withoutEvents(text));
}

/**
 * Of a signature the `block_id_flag` alone is left: the rest of a commit is read by whoever verifies it. A signature has no
 * object inside and its text no brace, so it ends at the next one; in another form the list stays as it is.
 */
function pruneSignatures(text: string): string {
  const kept: string[] = [];
  let copiedTo = 0;
  for (let start = text.indexOf(SIGNATURE); start >= 0; start = text.indexOf(SIGNATURE, copiedTo)) {
    const flagAt = start + SIGNATURE.length;
    const end = text.indexOf("}", flagAt);
    const flag = text.charCodeAt(flagAt);
    if (end < 0 || flag < 49 || flag > 51 || !text.startsWith(ADDRESS, flagAt + 1)) return text;
    if (start !== copiedTo) kept.push(text.slice(copiedTo, start));
    kept.push(flag === 50 ? "2" : flag === 49 ? "1" : "3");
    copiedTo = end + 1;
  }
  if (copiedTo === 0) return text;
  kept.push(text.slice(copiedTo));
  return kept.join("");
}

const SIGNATURE = '{"block_id_flag":';
const ADDRESS = ',"validator_address":"';

function withoutEvents(text: string): string {
  const kept: string[] = [];
  let copiedTo = 0;
  let start = text.indexOf(EVENT);
  while (start >= 0) {
    const next = text.indexOf(EVENT, start + EVENT.length);
    const nameEnd = text.indexOf('"', start + EVENT.length);
    // What looks like an event inside of one that is gone already went with it: looked at again, depth would cost its square.
    const isThere = start >= copiedTo;
    if (isThere && nameEnd > 0 && text.startsWith(ATTRIBUTES, nameEnd) && !isWanted(text, start, nameEnd, next)) {
      // Followed by a sibling, an event reaches up to it, comma included; the last of a list is looked through for its end.
      const hasSibling = next > 0 && text[next - 1] === "," && text[next - 2] === "}";
      const end = hasSibling ? next : endOfObject(text, start);
      if (end < 0) return text;
      const followsComma = !hasSibling && text[start - 1] === ",";
      if (start > copiedTo) kept.push(text.slice(copiedTo, start));
      if (followsComma) dropTrailingComma(kept);
      copiedTo = end;
    }
    start = next;
  }
  if (copiedTo === 0) return text;
  kept.push(text.slice(copiedTo));
  return kept.join("");
}

const EVENT = '{"type":"';
const ATTRIBUTES = '","attributes":';

/** First letter and length of the types that are kept: most others are told apart without taking their name out. */
const WANTED_SHAPES: ReadonlySet<number> = new Set(
  [...INDEXED_EVENT_TYPES, "message"].map((type) => shapeOf(type.charCodeAt(0), type.length)),
);

function shapeOf(firstLetter: number, length: number): number {
  return length * 256 + firstLetter;
}

function isWanted(text: string, start: number, nameEnd: number, next: number): boolean {
  const nameStart = start + EVENT.length;
  if (!WANTED_SHAPES.has(shapeOf(text.charCodeAt(nameStart), nameEnd - nameStart))) return false;
  const type = text.slice(nameStart, nameEnd);
  if (INDEXED_EVENT_TYPES.has(type)) return true;
  if (type !== "message") return false;
  return text.slice(nameEnd, next < 0 ? undefined : next).includes(UNJAIL_ACTION);
}

/** The comma before the last event of a list, when all between were taken out, ends the last piece. */
function dropTrailingComma(pieces: string[]): void {
  const last = pieces.at(-1);
  if (last?.endsWith(",")) pieces[pieces.length - 1] = last.slice(0, -1);
}

/** Index after the `}` that closes the object at `start`; -1 when it never closes. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 34) {
      i = endOfString(text, i);
      if (i < 0) return -1;
    } else if (code === 123 || code === 91) depth += 1;
    else if (code === 125 || code === 93) {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return -1;
}

/** Index of the quote that closes the string whose opening quote is at `open`; a quote after an odd run of `\` does not. */
function endOfString(text: string, open: number): number {
  for (let quote = text.indexOf('"', open + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 92) slashes += 1;
    if (slashes % 2 === 0) return quote;
  }
  return -1;
}
