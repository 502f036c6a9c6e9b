/**
 * Chain text is hostile (product.md §2.3): anybody may write a moniker. Characters that a reader cannot see but that change
 * what is seen around them are replaced by a visible mark: C0 and C1 controls, bidi embeddings, overrides and isolates,
 * marks that set direction, zero-width characters that join or split words, tags, and lone surrogates. NUL is dropped.
 */
const NEUTRAL = "\ufffd";
const MAX_MARKS = 4;

// Zero-width joiner U+200D is left where it joins pictographs, and variation selectors with it: emoji are made of them.
const INVISIBLE =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: the combining characters in it are meant one by one
  /\u034f|[\p{Cc}\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;
const LONELY_JOINER =
  /(?<!\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d|\u200d(?!\p{Extended_Pictographic})/gu;

/** Words of ASCII with one blank between them, as most texts are: nothing is to be done. */
const HARMLESS = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/**
 * Text of a chain made fit for the screen: one line, no control or direction character, at most `maxLength` graphemes (an
 * ellipsis stands for the rest) and at most four combining marks on one letter. Never throws, whatever comes in.
 */
export function safeText(text: string, maxLength: number): string {
  if (text.length <= maxLength && HARMLESS.test(text)) return text;
  const flat = text
    .slice(0, maxLength * 64)
    .toWellFormed()
    .replaceAll("\0", "")
    .replace(/[\s\u0085\u2028\u2029]+/gu, " ")
    .replace(INVISIBLE, NEUTRAL)
    .replace(LONELY_JOINER, NEUTRAL)
    .replace(new RegExp(`(\\p{M}{${MAX_MARKS}})\\p{M}+`, "gu"), "$1")
    .trim();
  if (flat.length <= maxLength) return flat;
  const graphemes: string[] = [];
  for (const { segment } of new Intl.Segmenter("en", { granularity: "grapheme" }).segment(flat)) {
    if (graphemes.length === maxLength)
      return `${graphemes
        .slice(0, maxLength - 1)
        .join("")
        .trimEnd()}…`;
    graphemes.push(segment);
  }
  return flat;
}

/** A link out of chain text: https only and without credentials, else `undefined`. */
export function safeLink(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 2000 || !URL.canParse(trimmed)) return undefined;
  const url = new URL(trimmed);
  return url.protocol === "https:" && url.username === "" && url.password === "" ? url.href : undefined;
}
