import { chromium, type Page } from "@playwright/test";
import { withFilledExplorer } from "./filled-explorer";

/*
 * The matrix of /security at 180 validators × 50 consumers, scrolled in Chromium on the real page of a store that was filled for
 * it. How many frames a browser draws hangs on the machine; so the same scrolling is done on an empty page in the same run,
 * and what is held to a figure is the ratio of the two.
 */

const VALIDATORS = 180;
const CONSUMERS = 50;
/** Pixels a frame: a row or a column every third frame. */
const STEP = 12;
const SCROLL_MS = 4_000;
const ROUNDS = 3;
/** Frames drawn ÷ frames an empty page draws. */
const NAMED = 0.95;

interface Scrolled {
  readonly frames: number;
  readonly longestMs: number;
}

/** Measures and prints. Whether both directions keep the named ratio. */
export async function benchMatrix(port = 3990): Promise<boolean> {
  return withFilledExplorer({ validators: VALIDATORS, consumers: CONSUMERS, members: 120 }, port, async (base) => {
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH || "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    });
    try {
      const matrix = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await matrix.goto(`${base}/security`, { waitUntil: "networkidle" });
      const empty = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await empty.setContent(EMPTY);
      const ratios: Record<"top" | "left", number[]> = { top: [], left: [] };
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const side of ["top", "left"] as const) {
          const bare = await scroll(empty, side);
          const ours = await scroll(matrix, side);
          ratios[side].push(ours.frames / bare.frames);
          console.log(
            `${side === "top" ? "rows" : "columns"}: ${rate(ours)} frames/s, longest ${ours.longestMs.toFixed(0)} ms; empty page ${rate(bare)} frames/s, longest ${bare.longestMs.toFixed(0)} ms`,
          );
        }
      }
      const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
      const [rows, columns] = [median(ratios.top), median(ratios.left)];
      console.log(
        `${VALIDATORS} validators × ${CONSUMERS} consumers: rows ${rows.toFixed(3)}, columns ${columns.toFixed(3)} × an empty page (named: ${NAMED})`,
      );
      return Math.min(rows, columns) >= NAMED;
    } finally {
      await browser.close();
    }
  });
}

const EMPTY = `<section aria-label="Matrix of validators and consumers" style="overflow:auto;height:460px;width:1200px">
  <div style="height:6000px;width:6000px"></div></section>`;

/** Scrolls a step in every frame, there and back, and counts the frames. */
function scroll(page: Page, side: "top" | "left"): Promise<Scrolled> {
  return page
    .bringToFront()
    .then(() => page.getByRole("region", { name: "Matrix of validators and consumers" }))
    .then((box) =>
      box.evaluate(
        (element, { side: edge, step, ms }) =>
          new Promise<Scrolled>((done) => {
            const most =
              edge === "top" ? element.scrollHeight - element.clientHeight : element.scrollWidth - element.clientWidth;
            if (most <= 0) throw new Error(`the matrix has nothing to scroll: ${edge}`);
            let [frames, longestMs, by, last, begun] = [0, 0, step, 0, 0];
            const draw = (now: number) => {
              if (begun === 0) begun = now;
              else {
                frames += 1;
                longestMs = Math.max(longestMs, now - last);
              }
              last = now;
              const at = edge === "top" ? element.scrollTop : element.scrollLeft;
              if (at + by > most || at + by < 0) by = -by;
              if (edge === "top") element.scrollTop = at + by;
              else element.scrollLeft = at + by;
              if (now - begun >= ms) done({ frames, longestMs });
              else requestAnimationFrame(draw);
            };
            requestAnimationFrame(draw);
          }),
        { side, step: STEP, ms: SCROLL_MS },
      ),
    );
}

const rate = ({ frames }: Scrolled) => ((frames * 1_000) / SCROLL_MS).toFixed(1);
