import type { At } from "./finding";
import type { Ed25519Hex } from "./ids";
import type { NextStanding } from "./standing";
import type { ConsumerPhase, IsoTime, StoredValidator, UnknownReason } from "./types";

/**
 * What a validator has to do about one consumer (product.md §6). `run` and `run-until` together are exactly the validators
 * in the consumer's CometBFT set.
 */
export const DUTIES = ["run", "run-from", "run-until", "may-stop", "optional", "not-allowed"] as const;
export type DutyName = (typeof DUTIES)[number];

/** Every case of the protocol a duty can come from. Machines read it; people read the reason. */
export const DUTY_CASES = [
  "in-set",
  "drawn-in",
  "key-rotating",
  "key-changes-next-epoch",
  "leaves-with-update",
  "leaves-next-epoch",
  "in-set-not-stored",
  "in-set-of-stopped",
  "joins-with-update",
  "joins-next-epoch",
  "joins-at-launch",
  "joins-at-changeover",
  "leaves-at-changeover",
  "never-started",
  "has-left",
  "cut-by-cap",
  "may-opt-in",
  "opted-in-before-launch",
  "excluded",
  "stopped",
  "deleted",
] as const;
export type DutyCase = (typeof DUTY_CASES)[number];

/** A point in a validator's plan. Heights are the provider's; a time still ahead is an estimate. */
export interface Moment {
  readonly height?: number;
  readonly time?: IsoTime;
  /** The moment at which the consumer applies this update (vscID). */
  readonly update?: bigint;
  readonly isEstimate?: boolean;
}

/** An update the provider made that the consumer's signing set does not show yet, oldest first. */
export interface PendingUpdate {
  readonly valsetUpdateId: bigint;
  /** Its number on the channel; absent while queued. */
  readonly sequence?: bigint;
  /** `received`: the consumer has it and signs by it from `consumerHeight` on (§6.6: two blocks later). */
  readonly state: "queued" | "sent" | "received";
  /** Provider block that made it (queued) or sent it. */
  readonly at: At | undefined;
  readonly consumerHeight?: number;
  readonly timeoutAt?: IsoTime;
  readonly isPastTimeout?: boolean;
  /** Consumer key → its power from then on; 0 removes it (§4.2). */
  readonly powers: ReadonlyMap<Ed25519Hex, bigint>;
}

/** A validator's entry in the set a consumer runs. */
export interface SetMember {
  readonly pubKey: Ed25519Hex;
  readonly power: bigint;
}

/**
 * What is known of the set that signs on the consumer.
 * - `known`: its own node says so
 * - `proven`: no node of it is read; the last update it acknowledged proves the set it applied then
 * - `none`: as far as anybody can see it has not made a block
 * - `unknown`: neither a node nor an acknowledgement tells
 */
export type ConsumerSetView =
  | { readonly state: "known"; readonly head: At; readonly member?: SetMember }
  | {
      readonly state: "proven";
      readonly because: UnknownReason;
      readonly byUpdate?: bigint;
      readonly member?: SetMember;
    }
  | { readonly state: "none" }
  | { readonly state: "unknown"; readonly because: UnknownReason };

/** One validator and one consumer at one provider block: everything the duty is derived from. */
export interface DutyView {
  readonly phase: ConsumerPhase;
  readonly topN: number;
  /** Base units a member needs to have staked; "0" = any. */
  readonly minStake: string;
  readonly spawnTime?: IsoTime;
  readonly launchedAt?: At;
  readonly stoppedAt?: At;
  readonly removalTime?: IsoTime;
  readonly deletedAt?: At;
  readonly validator: { readonly power: bigint; readonly tokens: bigint; readonly active: boolean };
  readonly optedIn: boolean;
  /** As if this block were an epoch block; absent once nothing is computed any more. */
  readonly next?: NextStanding;
  readonly stored?: StoredValidator & { readonly joinTime?: IsoTime };
  /** It was in the stored set before, until this provider block. */
  readonly leftAt?: { readonly height: number; readonly time?: IsoTime };
  readonly set: ConsumerSetView;
  readonly pending: readonly PendingUpdate[];
  /** Key it would sign with if it joined now: assigned, or the provider key. */
  readonly currentKey: Ed25519Hex;
  readonly nextEpoch?: { readonly height: number; readonly blocksLeft: number; readonly time?: IsoTime };
  /** Median time from sending an update to its acknowledgement, milliseconds. */
  readonly usualMs?: number;
  /** The provider's light client of the consumer cannot carry updates. */
  readonly lostClient?: "expired" | "frozen";
  /** The chain ran before it became a consumer, and still does on its own set: which blocks of it end that (§6.8). */
  readonly changeover?: {
    readonly lastOwnHeight: number;
    readonly firstHeight: number;
    /** As planned: its upgrade has not been seen. */
    readonly isPlanned: boolean;
    /** When its first block by the provider's set is about to come. */
    readonly firstTime?: IsoTime;
  };
  /** Of a deleted consumer whose chain is read: whether it goes on, and this validator is in the set it has. */
  readonly alone?: { readonly isMember: boolean; readonly head: At; readonly goesOn: boolean };
}

export interface Duty {
  readonly duty: DutyName;
  readonly case: DutyCase;
  /** One sentence or two with the figures it rests on; times as ISO text. */
  readonly reason: string;
  readonly since?: Moment;
  readonly until?: Moment;
  /** Key to sign with now, or the one it would use. */
  readonly key: Ed25519Hex;
  /** Key that takes over, while a change of keys is on its way. */
  readonly nextKey?: Ed25519Hex;
}
