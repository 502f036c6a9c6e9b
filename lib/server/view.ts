import "server-only";
import type { ServerDeps } from "./deps";
import { type Frame, readFrame, type ViewAt } from "./frame";
import type { ReadFault, ReadResult } from "./outcome";
import { unreadOf } from "./unread";

/**
 * A view made of one moment of a network. `make` may refuse with a fault of its own. `about`: subjects it shows beside the
 * core; what an earlier build did not read of them is said beside the data, and such an answer is never final.
 */
export async function viewAt<T, Extra = unknown>(
  deps: ServerDeps,
  network: string,
  at: ViewAt,
  make: (frame: Frame) => ({ data: T } & Extra) | ReadFault | Promise<({ data: T } & Extra) | ReadFault>,
  about: readonly string[] = [],
): Promise<ReadResult<T, Extra>> {
  const frame = await readFrame(deps, network, at);
  if (frame.state === "fault") return frame;
  const made = await make(frame);
  if ("state" in made && made.state === "fault") return made;
  const { asOf, isFinal, version } = frame;
  const unread = unreadOf(frame.index, about, asOf.height);
  const said = unread.length === 0 ? {} : { unread };
  return {
    state: "ok",
    asOf,
    isFinal: isFinal && unread.length === 0,
    version,
    ...(made as { data: T } & Extra),
    ...said,
  };
}
