/** Why a consumer was stopped (ics-protocol.md §6.1). */
export const STOP_CAUSES = ["owner", "governance", "timeout", "channel-closed"] as const;
export type StopCause = (typeof STOP_CAUSES)[number];

export interface StopInput {
  /** Provider block that stopped it. */
  readonly height: number;
  /** The removal that was asked for in that block. */
  readonly request?: { readonly byGovernance: boolean };
  /** Provider block that learned of a packet past its timeout. */
  readonly timedOutAt?: number;
  /** Provider block that saw the channel closed. */
  readonly closedAt?: number;
}

/**
 * What stopped a consumer: a removal message of its owner or of governance, a packet that timed out, or a channel that its
 * chain closed, on which the next epoch with an update could not send. `undefined` where none of them is in our record.
 */
export function deriveStopCause({ height, request, timedOutAt, closedAt }: StopInput): StopCause | undefined {
  if (request !== undefined) return request.byGovernance ? "governance" : "owner";
  if (timedOutAt === height) return "timeout";
  return closedAt !== undefined && closedAt <= height ? "channel-closed" : undefined;
}
