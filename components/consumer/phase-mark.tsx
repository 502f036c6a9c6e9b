import { Badge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import { PHASE_WORDS } from "@/lib/format/words";
import type { ConsumerPhase } from "@/lib/ics/types";

/** Only an end is coloured: a phase is no judgement. */
const TONE = {
  registered: "muted",
  initialized: "info",
  launched: "text",
  stopped: "warn",
  deleted: "muted",
} as const satisfies Record<ConsumerPhase, Tone>;

/** The phase of a consumer: shape and word. */
export function PhaseMark({ phase }: { phase: ConsumerPhase }) {
  const { mark, word } = PHASE_WORDS[phase];
  return (
    <Badge mark={mark} tone={TONE[phase]}>
      {word}
    </Badge>
  );
}
