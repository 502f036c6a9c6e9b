import type { AsOf } from "@/lib/api/contracts/common";
import type { Change } from "./changes";

const encoder = new TextEncoder();

/** What a client reads of a connection before anything happened, and now and then while nothing does. */
export const HELLO = encoder.encode("retry: 2000\n\n");
export const HEARTBEAT = encoder.encode(": still here\n\n");

/**
 * Changes as server-sent events. An id is the provider height and a serial: `1234-3`. Everything of a batch carries an id
 * below that of its head, so that whoever was cut off in the middle is told the whole batch again (at least once, never lost).
 */
export function framesOf(
  changes: readonly Change[],
  fromHeight: number,
  head: { height: number; serial: number },
): Uint8Array {
  const text = changes.map(({ event, data }, i) => {
    const id = event === "head" ? `${head.height}-${head.serial}` : `${fromHeight}-${head.serial}.${i}`;
    return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  });
  return encoder.encode(text.join(""));
}

/** A block was stored. Without an id: whoever resumes has not yet been told what came with it. */
export function blockFrame(asOf: AsOf): Uint8Array {
  return encoder.encode(`event: block\ndata: ${JSON.stringify({ asOf })}\n\n`);
}

/** The provider height up to which a client has seen everything; `undefined`: it has seen nothing, or says nonsense. */
export function heightOfEventId(id: string | null): number | undefined {
  const [, height] = /^(\d{1,15})-\d{1,9}(?:\.\d{1,9})?$/.exec(id ?? "") ?? [];
  return height === undefined ? undefined : Number(height);
}
