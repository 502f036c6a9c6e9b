import type { HowKnown } from "./how-known";

/** Sign and colour of each way a figure is known; the words stand beside it or in its name. */
export const HOW_LOOK = {
  proven: { mark: "✓", tone: "text-ok" },
  contradicted: { mark: "✕", tone: "text-bad font-semibold" },
  agreed: { mark: "≈", tone: "text-muted" },
  said: { mark: "·", tone: "text-muted" },
} as const satisfies Record<HowKnown["state"], { mark: string; tone: string }>;
