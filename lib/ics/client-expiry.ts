import { addNanos, nanosOf } from "./time";
import type { IsoTime } from "./types";

/** What tells when a light client runs out (ics-protocol.md §4.6). */
export interface ClientTrust {
  /** Timestamp of its latest consensus state. */
  readonly latestTime?: IsoTime;
  readonly trustingPeriodNs?: bigint;
}

/** When a client expires unless it is updated; `undefined` while that cannot be told. */
export function clientExpiry({ latestTime, trustingPeriodNs }: ClientTrust): IsoTime | undefined {
  return latestTime === undefined || trustingPeriodNs === undefined
    ? undefined
    : addNanos(latestTime, trustingPeriodNs);
}

/**
 * Whether less than a third of the trusting period is left (product.md §5).
 *
 * @param hostTime latest block time of the chain that keeps the client: it expires on that clock
 */
export function isClientExpiring(client: ClientTrust, hostTime: IsoTime): boolean {
  const expiry = clientExpiry(client);
  const { trustingPeriodNs } = client;
  if (expiry === undefined || trustingPeriodNs === undefined) return false;
  return (nanosOf(expiry) - nanosOf(hostTime)) * 3n < trustingPeriodNs;
}
