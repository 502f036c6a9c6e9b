import type { ConsumerId } from "./ids";
import type { IsoTime } from "./types";

/**
 * What may need attention (product.md §5). A code is for machines; people read the sentence. In the order in which findings of
 * one severity stand: along a consumer's life, but a chain that never ran comes after those that run and are in trouble.
 */
export const FINDING_CODES = [
  "spawn-passed",
  "nobody-opted-in",
  "no-channel",
  "no-packet-yet",
  "packet-late",
  "queued-client-inactive",
  "client-expiring",
  "client-expired",
  "client-frozen",
  "timeout-not-relayed",
  "channel-closed",
  "set-differs",
  "power-low",
  "power-below-quorum",
  "halted",
  "never-started",
  "empty-set",
  "attacked",
  "slash-bounced",
  "meter-negative",
  "rewards-held",
  "module-absent",
  "stopping",
  "deleted",
  "endpoint-unreachable",
  "endpoints-disagree",
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

/** Worst last. */
export const SEVERITIES = ["ok", "info", "warn", "bad"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A block: height on the chain it is said of, and its header time. */
export interface At {
  readonly height: number;
  readonly time: IsoTime;
}

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** One sentence made from the data, plain words first, times in UTC. */
  readonly sentence: string;
  /** Since when it holds, on the provider unless the sentence speaks of the consumer's own blocks. */
  readonly since?: At;
  /** Path of the page with the evidence, without the network. */
  readonly link: string;
  /** Absent when it concerns the network as a whole. */
  readonly consumerId?: ConsumerId;
}

/** Worst first; within a severity in the order of the codes; of one code what lasts longest. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    FINDING_CODES.indexOf(a.code) - FINDING_CODES.indexOf(b.code) ||
    (a.since?.height ?? Number.POSITIVE_INFINITY) - (b.since?.height ?? Number.POSITIVE_INFINITY) ||
    0
  );
}
