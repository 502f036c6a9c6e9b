import { ImageResponse } from "next/og";
import { formatUtc } from "@/lib/format/time";
import type { Card, CardFigure } from "./card";
import { CARD_FAMILY, cardFonts } from "./card-fonts";
import { cardText } from "./card-text";

export const CARD_WIDTH = 1200;
export const CARD_HEIGHT = 630;
/** Nothing but the background is drawn nearer to an edge. */
export const CARD_MARGIN = 64;

/** The light theme of the pages (design.md, Tokens): a picture has no theme. */
const COLOURS = { surface: "#ffffff", text: "#14181f", muted: "#5b6572", line: "#e3e6ea", accent: "#3451b2" } as const;
const TONES = { warn: "#9a6700", bad: "#c4320a" } as const;

/**
 * Draws a card as PNG with our own fonts. Nothing is fetched, whatever the chain's text holds.
 *
 * 2026-11-28 · `sharp`, which Next offers for this, is left out of the install (package.json): its SVG renderer took 170 ms where
 * the one that comes with next/og takes 130, and it is the only native part that nothing else here needs.
 */
export async function drawCard(card: Card): Promise<Uint8Array<ArrayBuffer>> {
  const { fonts } = cardFonts();
  const image = new ImageResponse(<CardPicture card={card} />, { width: CARD_WIDTH, height: CARD_HEIGHT, fonts });
  return new Uint8Array(await image.arrayBuffer());
}

function CardPicture({ card }: { card: Card }) {
  const sentence = cardText(card.sentence, 230);
  const { chainId, height, time } = card.asOf;
  return (
    <div
      style={{
        width: CARD_WIDTH,
        height: CARD_HEIGHT,
        padding: CARD_MARGIN,
        display: "flex",
        flexDirection: "column",
        background: COLOURS.surface,
        color: COLOURS.text,
        fontFamily: CARD_FAMILY,
        fontSize: 26,
      }}
    >
      <div style={{ display: "flex", justifyContent: "space-between", color: COLOURS.muted }}>
        <div style={{ ...ONE_LINE, maxWidth: 690 }}>{cardText(card.title, 60)}</div>
        <div style={{ color: COLOURS.accent, whiteSpace: "nowrap" }}>Interchain Security Explorer</div>
      </div>
      <div
        style={{
          display: "block",
          marginTop: 40,
          ...sizeOf(sentence),
          fontWeight: 600,
          lineHeight: 1.25,
          wordBreak: "break-word",
          width: CARD_WIDTH - 2 * CARD_MARGIN - ELLIPSIS_ROOM,
        }}
      >
        {sentence}
      </div>
      <div style={{ display: "flex", flexGrow: 1 }} />
      <div style={{ display: "flex" }}>
        {card.figures.slice(0, 4).map((figure) => (
          <Figure key={figure.word} figure={figure} />
        ))}
      </div>
      <div
        style={{
          display: "flex",
          marginTop: 32,
          paddingTop: 20,
          borderTop: `2px solid ${COLOURS.line}`,
          fontSize: 22,
          color: COLOURS.muted,
        }}
      >
        <div style={{ ...ONE_LINE, maxWidth: CARD_WIDTH - 2 * CARD_MARGIN }}>
          {`${cardText(chainId, 36)} · height ${height} · ${cardText(formatUtc(time), 40)} · block ${card.blockHash.slice(0, 8)}`}
        </div>
      </div>
    </div>
  );
}

const ONE_LINE = { display: "block", whiteSpace: "nowrap", overflow: "hidden", textOverflow: "ellipsis" } as const;
const FIGURE_WIDTH = (CARD_WIDTH - 2 * CARD_MARGIN) / 4;

function Figure({ figure: { word, value, tone } }: { figure: CardFigure }) {
  const colour = tone === undefined ? COLOURS.text : TONES[tone];
  return (
    <div style={{ display: "flex", flexDirection: "column", width: FIGURE_WIDTH, paddingRight: 16 }}>
      <div style={{ ...ONE_LINE, fontSize: 40, fontWeight: 600, color: colour, width: FIGURE_WIDTH - 16 }}>
        {cardText(value, 20)}
      </div>
      <div style={{ ...ONE_LINE, fontSize: 22, color: COLOURS.muted, width: FIGURE_WIDTH - 16 }}>
        {cardText(word, 40)}
      </div>
    </div>
  );
}

/** Where a word that fills its line is cut, the renderer sets the ellipsis behind the line. */
const ELLIPSIS_ROOM = 60;

/** A long sentence is set smaller, so that it ends before the figures begin. */
function sizeOf(sentence: string): { fontSize: number; lineClamp: number } {
  if (sentence.length <= 80) return { fontSize: 56, lineClamp: 3 };
  return { fontSize: sentence.length <= 140 ? 48 : 40, lineClamp: 4 };
}
