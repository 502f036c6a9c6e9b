import { readFileSync } from "node:fs";
import path from "node:path";
import { fontCoverage } from "./font-coverage";

const SUBSETS = ["latin", "latin-ext", "greek", "cyrillic"] as const;
const WEIGHTS = [400, 600] as const;
const FOLDER = path.join(process.cwd(), "node_modules/@fontsource/inter/files");

/** One family a subset: the renderer takes the next one where the first has no glyph. */
export const CARD_FAMILY = SUBSETS.map((subset) => `Inter ${subset}`).join(", ");

interface CardFonts {
  readonly fonts: { name: string; weight: 400 | 600; style: "normal"; data: Buffer }[];
  /** Code points that every weight has a glyph for. */
  readonly covered: ReadonlySet<number>;
}

let loaded: CardFonts | undefined;

/** The fonts of cards, from our own disk, read once. The array stays the same: the renderer keeps what it made of it. */
export function cardFonts(): CardFonts {
  loaded ??= loadFonts();
  return loaded;
}

function loadFonts(): CardFonts {
  const fonts = SUBSETS.flatMap((subset) =>
    WEIGHTS.map((weight) => ({
      name: `Inter ${subset}`,
      weight,
      style: "normal" as const,
      data: readFileSync(path.join(FOLDER, `inter-${subset}-${weight}-normal.woff`)),
    })),
  );
  const covered = new Set<number>();
  for (const subset of SUBSETS) {
    const [first, ...others] = fonts
      .filter(({ name }) => name === `Inter ${subset}`)
      .map(({ data }) => fontCoverage(data));
    for (const code of first ?? []) if (others.every((other) => other.has(code))) covered.add(code);
  }
  return { fonts, covered };
}
