import { get } from "node:http";

export interface PagesPlan {
  readonly port: number;
  readonly paths: readonly string[];
  readonly times: number;
}

/** Half of the requests for a page were answered within so many milliseconds, the last byte included. */
export type PageTimes = Readonly<Record<string, number>>;

/** Asks for pages as a visitor's browser does, one after the other, turn and turn about; the first round only warms. */
export async function timePages({ port, paths, times }: PagesPlan): Promise<PageTimes> {
  const tookMs = new Map<string, number[]>(paths.map((path) => [path, []]));
  for (let round = 0; round <= times; round += 1) {
    for (const path of paths) {
      const startedAt = performance.now();
      await read(port, path);
      if (round > 0) tookMs.get(path)?.push(performance.now() - startedAt);
    }
  }
  return Object.fromEntries([...tookMs].map(([path, all]) => [path, all.sort((a, b) => a - b)[all.length >> 1] ?? 0]));
}

function read(port: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get({ port, path, headers: { accept: "text/html", "accept-encoding": "gzip" } }, (message) => {
      if (message.statusCode !== 200) reject(new Error(`${path}: ${message.statusCode}`));
      message.resume().on("end", resolve).on("error", reject);
    }).on("error", reject);
  });
}
