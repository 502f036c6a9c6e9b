import { WebSocket } from "undici";
import { heightInFrame } from "./new-block-frame";

const SUBSCRIBE = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "subscribe",
  params: { query: "tm.event='NewBlock'" },
});
/** A socket that is silent for so long is taken for dead and opened anew. */
const SILENCE_MS = 60_000;
const BACKOFF_MS = { first: 500, last: 30_000 };

/**
 * Listens for new blocks on the nodes' sockets, one at a time, until `signal` aborts. Nothing depends on it: a mute
 * socket costs one poll interval, no more.
 */
export function watchNewBlocks(
  urls: readonly string[],
  onHint: (height: number) => void,
  signal: AbortSignal,
  random: () => number,
): void {
  let attempt = 0;
  let backoff = BACKOFF_MS.first;

  const open = () => {
    const url = urls[attempt % Math.max(1, urls.length)];
    attempt += 1;
    if (signal.aborted || url === undefined) return;
    const socket = new WebSocket(`${url.replace(/^http/, "ws").replace(/\/$/, "")}/websocket`);
    let silence: NodeJS.Timeout | undefined;
    let isOver = false;
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => socket.close(), SILENCE_MS);
      silence.unref();
    };
    const end = () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(silence);
      signal.removeEventListener("abort", abort);
      if (signal.aborted) return;
      setTimeout(open, backoff * (0.5 + random())).unref();
      backoff = Math.min(BACKOFF_MS.last, backoff * 2);
    };
    const abort = () => {
      isOver = true;
      clearTimeout(silence);
      socket.close();
    };
    signal.addEventListener("abort", abort, { once: true });
    socket.addEventListener("open", () => {
      listen();
      socket.send(SUBSCRIBE);
    });
    socket.addEventListener("message", ({ data }: { data: unknown }) => {
      listen();
      const height = heightInFrame(data);
      if (height === undefined) return;
      backoff = BACKOFF_MS.first;
      onHint(height);
    });
    socket.addEventListener("error", end);
    socket.addEventListener("close", end);
  };
  open();
}
