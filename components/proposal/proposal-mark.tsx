import { Badge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { ProposalStatus } from "@/lib/api/contracts/proposal";

const LOOK = {
  deposit: { mark: "○", tone: "muted", word: "Deposit" },
  voting: { mark: "◔", tone: "info", word: "Voting" },
  passed: { mark: "●", tone: "text", word: "Passed" },
  rejected: { mark: "✕", tone: "muted", word: "Rejected" },
  failed: { mark: "▲", tone: "bad", word: "Failed" },
} as const satisfies Record<ProposalStatus, { mark: string; tone: Tone; word: string }>;

/** Where a proposal stands: shape and word. Failed means: passed, and could not be carried out. */
export function ProposalMark({ status }: { status: ProposalStatus }) {
  const { mark, tone, word } = LOOK[status];
  return (
    <Badge mark={mark} tone={tone}>
      {word}
    </Badge>
  );
}
