import "server-only";
import { guarded, problem } from "../answer";
import { deps } from "../deps";
import { fault } from "../outcome";
import { hubOf } from "./hubs";
import type { StreamClient } from "./stream-hub";

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  // A proxy that changes or keeps the stream would break it.
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
  "access-control-allow-origin": "*",
};

/** Answers with a stream of what changes on a network (product.md §6), until the client leaves. */
export function answerStream(request: Request, network: string): Promise<Response> {
  return guarded(async () => {
    const held = await deps();
    const hub = hubOf(held, network);
    if (!hub) return problem(fault(404, "unknown-network", `No network ${network.slice(0, 80)} is configured here.`));
    const lastEventId = request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("lastEventId");
    const { client, body, onLeave } = connection();
    const joined = await hub.join(client, lastEventId);
    if (typeof joined !== "function") return problem(joined);
    onLeave(joined);
    request.signal.addEventListener("abort", joined, { once: true });
    return new Response(body, { headers: HEADERS });
  });
}

function connection(): {
  client: StreamClient;
  body: ReadableStream<Uint8Array>;
  onLeave: (leave: () => void) => void;
} {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let leave: () => void = () => undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      start: (made) => {
        controller = made;
      },
      cancel: () => leave(),
    },
    { highWaterMark: 0, size: (chunk) => chunk?.byteLength ?? 0 },
  );
  const quietly = (work: () => void) => {
    try {
      work();
    } catch {
      leave(); // The client has gone; nobody is left to tell.
    }
  };
  const client: StreamClient = {
    send: (bytes) => quietly(() => controller?.enqueue(bytes)),
    waitingBytes: () => -(controller?.desiredSize ?? 0),
    close: () => quietly(() => controller?.close()),
  };
  return { client, body, onLeave: (given) => (leave = given) };
}
