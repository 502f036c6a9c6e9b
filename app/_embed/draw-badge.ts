import { consumerName } from "@/components/consumer/consumer-words";
import type { ConsumerListItem } from "@/lib/api/contracts/consumer";
import { safeText } from "@/lib/format/safe-text";
import { escapeXml } from "@/lib/format/xml";
import { type ConsumerState, consumerState } from "./consumer-state";

/** White text on each of them has a contrast of at least 4.5. */
const GROUND = { muted: "#5b6572", ok: "#1a7f4b", warn: "#8a5c00", bad: "#b92f08" } as const satisfies Record<
  ConsumerState["tone"],
  string
>;

const HEIGHT = 20;
const PADDING = 7;

/** A consumer's state as an SVG badge. The name is anybody's text: it is escaped, and squeezed into the width it is given. */
export function drawBadge(consumer: ConsumerListItem): string {
  const name = safeText(consumerName(consumer), 30);
  const { words, tone } = consumerState(consumer);
  const [left, right] = [textWidth(name), textWidth(words)];
  const split = left + 2 * PADDING;
  const width = split + right + 2 * PADDING;
  const text = (x: number, length: number, content: string) =>
    `<text x="${x}" y="14" textLength="${length}" lengthAdjust="spacingAndGlyphs">${escapeXml(content)}</text>`;
  const label = escapeXml(`${name}: ${words}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${label}">`,
    `<title>${label}</title>`,
    `<clipPath id="r"><rect width="${width}" height="${HEIGHT}" rx="4"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${split}" height="${HEIGHT}" fill="#2b3340"/><rect x="${split}" width="${width - split}" height="${HEIGHT}" fill="${GROUND[tone]}"/></g>`,
    '<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">',
    text(PADDING, left, name),
    text(split + PADDING, right, words),
    "</g></svg>\n",
  ].join("");
}

/** About as wide as Verdana at 11 px draws it; `textLength` makes it exactly that. Wide scripts are twice a letter. */
function textWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uff00-\uff60]|\p{Extended_Pictographic}/u.test(character))
      width += 12;
    else if (/\p{M}/u.test(character)) width += 0;
    else if (/[ilj.,:;'|!I ]/.test(character)) width += 4;
    else if (/[mwMW@%]/.test(character)) width += 10;
    else width += /[A-Z]/.test(character) ? 8 : 7;
  }
  return Math.max(8, width);
}
