/** What a colour means. Never shown without a word or a shape. */
export type Tone = "muted" | "text" | "ok" | "warn" | "bad" | "info";

export const TONE_TEXT = {
  muted: "text-muted",
  text: "text-text",
  ok: "text-ok",
  warn: "text-warn",
  bad: "text-bad",
  info: "text-info",
} as const satisfies Record<Tone, string>;
