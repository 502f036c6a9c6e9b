/*
 * What PostgreSQL keeps neither in a text nor in a JSON value: NUL, and one half of a surrogate pair. Nodes and people can send both,
 * and one such character would end every write of its chain from then on. Codecs drop NUL where they expect text; here is the door
 * through which everything goes.
 */

/** A text that can be stored: without NUL, and with U+FFFD for half a surrogate pair. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "");
}

// `JSON.stringify` escapes halves of a surrogate pair and nothing else of that range. A backslash of the text is written as two.
const ESCAPES = /\\(?:\\|u0000|ud[89a-f][0-9a-f]{2})/g;

/** A value as JSON text that can be stored, in its keys as well. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!text.includes("\\u0000") && !text.includes("\\ud")) return text;
  return text.replace(ESCAPES, (found) => (found === "\\\\" ? found : found === "\\u0000" ? "" : "\ufffd"));
}
