import "server-only";
import type { ServerDeps } from "./deps";
import { type Frame, readFrame, type ViewAt } from "./frame";
import type { ReadFault, ReadResult } from "./outcome";

/** A view made of one moment of a network. `make` may refuse with a fault of its own. */
export async function viewAt<T, Extra = unknown>(
  deps: ServerDeps,
  network: string,
  at: ViewAt,
  make: (frame: Frame) => ({ data: T } & Extra) | ReadFault | Promise<({ data: T } & Extra) | ReadFault>,
): Promise<ReadResult<T, Extra>> {
  const frame = await readFrame(deps, network, at);
  if (frame.state === "fault") return frame;
  const made = await make(frame);
  if ("state" in made && made.state === "fault") return made;
  const { asOf, isFinal, version } = frame;
  return { state: "ok", asOf, isFinal, version, ...(made as { data: T } & Extra) };
}
