import type { ClientTrust } from "./client-expiry";
import type { At } from "./finding";
import type { ConsumerId } from "./ids";
import type { PowerOnline } from "./power-online";
import type { ConsumerPhase, IsoTime } from "./types";

/** One light client as the chain that keeps it answers `ClientStatus`, and what tells when it runs out (§4.6). */
export interface ClientView extends ClientTrust {
  readonly status: "active" | "expired" | "frozen";
  /** Latest block time of the chain that keeps it: the clock it expires on. */
  readonly hostTime?: IsoTime;
  /** Block of the chain that keeps it, since which it is in its last third, expired, or frozen. */
  readonly began?: At;
}

/** One answer of one endpoint that is not what the others say, or not what is proven. */
export interface Disagreement {
  readonly url: string;
  readonly height: number;
  /** What the answer is about, in words. */
  readonly field: string;
  /** What it should have said is proven, and the endpoint is not asked any more. */
  readonly isProven: boolean;
}

/** What is known of the packets from provider to consumer. */
export interface VscView {
  readonly sent: bigint;
  readonly received?: bigint;
  readonly acked: bigint;
  /** Entries of prefix 17. */
  readonly queued?: number;
  readonly oldestQueuedAt?: At;
  /** Oldest packet sent and not acknowledged. */
  readonly oldestUnacked?: { readonly sentAt: At; readonly timeoutAt?: IsoTime };
  /** How many packets are past their timeout on the consumer's clock and were not received. */
  readonly pastTimeout?: number;
  /** Usual time from send to acknowledgement on this channel, milliseconds. */
  readonly usualMs?: number;
}

/**
 * Since which block what a finding says holds, where no other field tells. Blocks of the provider, but for the consumer's own
 * sets and power, which are told by its own blocks. Facts of the stored history: the same whenever they are asked for.
 */
export interface FindingSince {
  /** First block at or after the spawn time. */
  readonly spawnDue?: At;
  readonly nobodyOptedIn?: At;
  readonly emptySet?: At;
  readonly setDiffers?: At;
  readonly powerLow?: At;
  readonly powerBelowQuorum?: At;
  /** First receipt of a reward that is still held back. */
  readonly rewardsHeld?: At;
}

/**
 * What is known of one consumer at one provider block. Everything optional is left out while it is unknown, never set to
 * zero; "known not to exist" has its own value where a rule needs it.
 */
export interface FindingsInput {
  readonly consumerId: ConsumerId;
  readonly phase: ConsumerPhase;
  /** Provider block the view stands at: the clock of all rules that do not name another. */
  readonly now: At;
  readonly spawnTime?: IsoTime;
  /** A launch that was due and did not happen: the chain then forgets the spawn time without an event (§6.1). */
  readonly failedLaunch?: { readonly spawnTime: IsoTime; readonly at: At };
  readonly launchedAt?: At;
  readonly topN?: number;
  readonly optedIn?: number;
  readonly storedValidators?: number;
  /** Whether the consumer ever showed life: its client was updated, its channel opened, or its own node has blocks. */
  readonly hasStarted?: boolean;
  /** The chain existed before it became a consumer, over a connection that did as well (§6.8). */
  readonly isChangeover?: boolean;
  /** CCV channel on the provider's side. */
  readonly channel?:
    | { readonly state: "none" }
    | { readonly state: "open"; readonly since?: At }
    | { readonly state: "closed"; readonly since?: At };
  readonly vsc?: VscView;
  readonly clientOnProvider?: ClientView;
  readonly clientOnConsumer?: ClientView;
  /** Whether the consumer's set is the one stored for the last update it received. */
  readonly setsMatch?: boolean;
  /** Power that signed the consumer's latest block, out of the set's total. */
  readonly powerOnline?: PowerOnline;
  /** Consumer's latest block, and the median interval of its last 100. */
  readonly consumerHead?: At;
  readonly consumerBlockMs?: number;
  /** Rewards received in denoms that may not be distributed, base units. */
  readonly rewardsHeld?: readonly { readonly denom: string; readonly amount: bigint }[];
  /** Reports of downtime that the throttle held back and that have not been taken since. */
  readonly heldReports?: { readonly count: number; readonly oldest: At };
  /** The last double vote or light client attack that was proven; `until`: the end of the provider's unbonding time. */
  readonly attack?: {
    readonly kind: "double-sign" | "light-client";
    readonly at: At;
    readonly validators: number;
    readonly until: IsoTime;
  };
  readonly removalTime?: IsoTime;
  readonly stoppedAt?: At;
  readonly deletedAt?: At;
  /** The consumer's own nodes as configured; absent when none are. */
  readonly endpoints?: {
    readonly configured: number;
    readonly reachable: number;
    readonly disagree?: boolean | Disagreement;
    /** The last block of this chain that any of them showed. */
    readonly lastSeen?: At;
  };
  readonly since?: FindingSince;
}
