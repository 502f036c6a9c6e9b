import type { ConsumerPhase, Exclusion, UnknownReason } from "@/lib/ics/types";

/** Plain words of a phase, and the mark drawn with it (design.md). */
export const PHASE_WORDS = {
  registered: { word: "Registered", mark: "○" },
  initialized: { word: "Initialized", mark: "◔" },
  launched: { word: "Launched", mark: "●" },
  stopped: { word: "Stopped", mark: "■" },
  deleted: { word: "Deleted", mark: "✕" },
} as const satisfies Record<ConsumerPhase, { word: string; mark: string }>;

/** Why a figure is missing: two or three words for the place of the figure, and a sentence for who asks why. */
export const UNKNOWN_WORDS = {
  "not-indexed-yet": {
    short: "not indexed yet",
    why: "The explorer has not read the blocks that tell it. It goes on reading; the figure appears by itself.",
  },
  unreachable: {
    short: "node unreachable",
    why: "No configured node of this chain answers now. The last attempt and its error are on the status page.",
  },
  pruned: {
    short: "pruned by the node",
    why: "The configured nodes have deleted their state of that height. A node that keeps more history would tell it.",
  },
  "module-absent": {
    short: "module absent",
    why: "The chain does not run the module that would answer this, or its version does not know the question.",
  },
  "no-endpoint": {
    short: "no endpoint",
    why: "No node of this consumer chain is configured, so it is shown from its provider's side alone.",
  },
  "not-recorded": {
    short: "not recorded",
    why: "The source never wrote this down, so no reading of it can bring it back.",
  },
} as const satisfies Record<UnknownReason, { short: string; why: string }>;

/** Why the next epoch would leave a validator out: short for a cell, and a sentence. */
export const EXCLUSION_WORDS = {
  jailed: { short: "jailed", sentence: "It is jailed on the provider." },
  "not-bonded": { short: "not bonded", sentence: "It is not bonded on the provider." },
  inactive: {
    short: "not in the active set",
    sentence: "The consumer takes active validators only, and it is outside the provider's active set.",
  },
  "not-opted-in": { short: "not opted in", sentence: "It has not opted in, and it is not within the Top N." },
  "not-allowlisted": { short: "not on the allowlist", sentence: "The consumer has an allowlist, and it is not on it." },
  denylisted: { short: "on the denylist", sentence: "The consumer's denylist names it." },
  "below-min-stake": { short: "below the minimum stake", sentence: "It has less stake than the consumer asks for." },
  "beyond-set-cap": {
    short: "beyond the set cap",
    sentence: "The consumer caps its set, and validators with more power fill it.",
  },
} as const satisfies Record<Exclusion, { short: string; sentence: string }>;
