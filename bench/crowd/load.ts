import { connect, type Socket } from "node:net";

export interface LoadPlan {
  readonly port: number;
  readonly path: string;
  readonly seconds: number;
  readonly connections: number;
  /** Requests a second, sent when they are due whatever became of those before; absent: each connection asks again at once. */
  readonly rate?: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 200. */
  readonly failed: number;
}

const HEAD_END = Buffer.from("\r\n\r\n");

/**
 * Asks a server over plain sockets. Written by hand, since a client of the platform is slower than the servers measured here, and
 * the slowest of the two is what one would measure. With a rate, latency counts from when a request was due: one that waits
 * behind a slow one has waited.
 */
export async function load({ port, path, seconds, connections, rate }: LoadPlan): Promise<LoadResult> {
  const request = Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nAccept-Encoding: gzip\r\n\r\n`,
  );
  const latencies: number[] = [];
  let failed = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  const due: number[] = [];
  const idle: (() => void)[] = [];
  let sent = 0;

  const timer =
    rate === undefined
      ? undefined
      : setInterval(() => {
          const now = Math.min(performance.now(), endsAt);
          for (; startedAt + (sent * 1_000) / rate < now; sent += 1) due.push(startedAt + (sent * 1_000) / rate);
          while (due.length > 0 && idle.length > 0) idle.pop()?.();
        }, 1);

  const one = (socket: Socket): Promise<void> =>
    new Promise((resolve, reject) => {
      let held: Buffer | undefined;
      let since = 0;
      const next = () => {
        if (performance.now() >= endsAt && (rate === undefined || due.length === 0)) return socket.destroy();
        if (rate === undefined) since = performance.now();
        else {
          const ticket = due.shift();
          if (ticket === undefined) return void idle.push(next);
          since = ticket;
        }
        socket.write(request);
      };
      socket.on("data", (chunk: Buffer) => {
        held = held === undefined ? chunk : Buffer.concat([held, chunk]);
        const head = held.indexOf(HEAD_END);
        if (head < 0) return;
        const text = held.toString("latin1", 0, head);
        const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN);
        if (Number.isNaN(length)) return reject(new Error(`${path}: an answer without a length: ${text}`));
        if (held.length < head + 4 + length) return;
        held = undefined;
        latencies.push(performance.now() - since);
        if (!text.startsWith("HTTP/1.1 200")) failed += 1;
        next();
      });
      socket.on("connect", next);
      socket.on("error", reject);
      socket.on("close", () => resolve());
    });

  const sockets = Array.from({ length: connections }, () => connect({ port, host: "127.0.0.1", noDelay: true }));
  const late = setTimeout(() => sockets.forEach((socket) => void socket.destroy()), seconds * 1_000 + 5_000);
  const wake = setTimeout(() => idle.splice(0).forEach((next) => void next()), seconds * 1_000 + 20);
  await Promise.all(sockets.map(one));
  clearTimeout(late);
  clearTimeout(wake);
  clearInterval(timer);
  const tookS = (performance.now() - startedAt) / 1_000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return {
    requests: latencies.length,
    perSecond: latencies.length / tookS,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    failed,
  };
}
