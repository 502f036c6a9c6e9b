import { safeText } from "@/lib/format/safe-text";
import { cardFonts } from "./card-fonts";

/**
 * Text fit for a card: what our fonts cannot draw is left out, for it would become an empty box, and the renderer would ask
 * a server on the internet for it (stack.md §2f). Look-alike forms become plain letters first (NFKC). Pictographs go even
 * where a font has them: the renderer takes them for emoji and asks for a picture.
 */
export function cardText(text: string, maxLength: number): string {
  const { covered } = cardFonts();
  const kept = [...safeText(text.slice(0, 4_000).normalize("NFKC"), 4_000)].filter((character) => {
    const code = character.codePointAt(0) as number;
    return code >= 0x20 && code !== 0xfffd && covered.has(code) && !isPicture(character);
  });
  return safeText(kept.join("").replace(/ {2,}/g, " "), maxLength);
}

/** Emoji as the renderer sees them; digits, "#" and "*" are emoji by the letter of the standard alone. */
function isPicture(character: string): boolean {
  return /^[\p{Extended_Pictographic}\p{Emoji_Presentation}\p{Regional_Indicator}]$/u.test(character);
}
