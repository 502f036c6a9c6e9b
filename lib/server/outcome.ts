import type { AsOf } from "@/lib/api/contracts/common";
import type { Unread } from "@/lib/api/contracts/unread";

/** Something a reader asked for that cannot be shown, with the words and the status a route answers with. */
export interface ReadFault {
  readonly state: "fault";
  readonly status: 400 | 403 | 404 | 409 | 429 | 502 | 503 | 504;
  readonly code: string;
  readonly message: string;
}

/** A view with the block it holds at. */
export interface View<T> {
  readonly state: "ok";
  readonly data: T;
  readonly asOf: AsOf;
  /** The same question will get this answer for ever: the height was asked for, and everything shown is behind us. */
  readonly isFinal: boolean;
  /** Changes when the answer may: network, heights of all chains looked at. */
  readonly version: string;
  /** What an earlier build did not read, of what this view shows. */
  readonly unread?: readonly Unread[];
}

export type ReadResult<T, Extra = unknown> = (View<T> & Extra) | ReadFault;

export function fault(status: ReadFault["status"], code: string, message: string): ReadFault {
  return { state: "fault", status, code, message };
}
