import { formatUtc } from "./time";

type Detail = Readonly<Record<string, unknown>>;

/** A step of a consumer's life in words: what happened, and what the chain said of it. Text in `detail` is of the chain. */
interface LifeWords {
  readonly word: string;
  readonly more?: (detail: Detail) => string | undefined;
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value) : undefined;
const topN = (value: unknown) => (text(value) === "0" ? "opt-in" : `Top ${text(value)} %`);

/** Kinds of `timeline_event`, as `lib/indexer/timeline.ts` writes them. */
const LIFE_WORDS: Readonly<Record<string, LifeWords>> = {
  created: { word: "Registered on the provider", more: ({ consumer_chain_id }) => text(consumer_chain_id) },
  updated: { word: "Updated by its owner" },
  registered: { word: "Back to registered", more: () => "its owner took the spawn time away" },
  initialized: { word: "Initialized: it has a spawn time" },
  "launch-failed": {
    word: "Launch failed",
    more: () => "the spawn time passed without a validator to start with; the chain says so by no event",
  },
  launched: {
    word: "Launched",
    more: ({ client_id, trusting_period }) =>
      text(client_id) && `light client ${text(client_id)}, trusting period ${text(trusting_period)}`,
  },
  "client-created": { word: "Light client created", more: ({ client_id }) => text(client_id) },
  "channel-open": { word: "Channel to the provider opened", more: ({ channelId }) => text(channelId) },
  "channel-established": { word: "Channel to the provider opened", more: ({ channel_id }) => text(channel_id) },
  "removal-requested": { word: "Removal asked for by its owner" },
  stopped: {
    word: "Stopped",
    more: ({ removalTime }) => text(removalTime) && `deleted from ${formatUtc(String(removalTime))} on`,
  },
  deleted: { word: "Deleted from the provider" },
  "owner-changed": { word: "Handed to another owner", more: ({ to }) => text(to) },
  "top-n-changed": { word: "Kind changed", more: ({ from, to }) => `${topN(from)} → ${topN(to)}` },
  "double-voting-proven": { word: "Double voting proven", more: ({ submitter_address }) => by(submitter_address) },
  "light-client-attack-proven": {
    word: "Light client attack proven",
    more: ({ submitter_address }) => by(submitter_address),
  },
};

function by(submitter: unknown): string | undefined {
  return text(submitter) && `reported by ${text(submitter)}`;
}

/** What a step is called. A kind without words of its own is its own name. */
export function lifeWord(kind: string): string {
  return LIFE_WORDS[kind]?.word ?? kind.replaceAll("-", " ");
}

/** What the chain said of a step, in words; `undefined` where the word says all. */
export function lifeDetail(kind: string, detail: Detail): string | undefined {
  return LIFE_WORDS[kind]?.more?.(detail);
}
