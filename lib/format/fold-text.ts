/** Letters that Unicode does not take apart into a base letter and a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  ħ: "h",
  ı: "i",
  þ: "th",
};

/**
 * Text as it is compared in a search: without case, accents, invisible characters and repeated blanks. Compatibility forms
 * are taken apart, so that "ＣＯＳＭＯＳ" is found by "cosmos". At most `maxLength` characters are looked at.
 */
export function foldText(text: string, maxLength = 200): string {
  return text
    .slice(0, maxLength)
    .toWellFormed()
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}\p{Cc}]/gu, (character) => (/\s/.test(character) ? " " : ""))
    .toLowerCase()
    .replace(/[ßæœøđðłħıþ]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/\s+/g, " ")
    .trim();
}
