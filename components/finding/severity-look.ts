import type { Tone } from "@/components/ui/tone";
import type { FindingView } from "@/lib/api/contracts/common";

/** Shape, colour and word of how bad a finding is. */
export const SEVERITY_LOOK = {
  ok: { mark: "✓", tone: "ok", word: "Fine" },
  info: { mark: "○", tone: "muted", word: "Note" },
  warn: { mark: "▲", tone: "warn", word: "Attention" },
  bad: { mark: "✕", tone: "bad", word: "Fault" },
} as const satisfies Record<FindingView["severity"], { mark: string; tone: Tone; word: string }>;
