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
  const places = new Map<string, string>();
  for (let round = 0; round <= times; round += 1) {
    for (const path of paths) {
      const startedAt = performance.now();
      const place = places.get(path) ?? path;
      const elsewhere = await read(port, place);
      if (elsewhere !== undefined) {
        await read(port, elsewhere);
        places.set(path, elsewhere); // With one network its name is left out of an address, with several it is not.
      }
      if (round > 0) tookMs.get(path)?.push(performance.now() - startedAt);
    }
  }
  return Object.fromEntries([...tookMs].map(([path, all]) => [path, all.sort((a, b) => a - b)[all.length >> 1] ?? 0]));
}

/** Resolves with where the page is, when it is elsewhere. */
function read(port: number, path: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    get({ port, path, headers: { accept: "text/html", "accept-encoding": "gzip" } }, (message) => {
      const { statusCode = 0, headers } = message;
      const isElsewhere = statusCode >= 300 && statusCode < 400 && headers.location !== undefined;
      if (statusCode !== 200 && !isElsewhere) reject(new Error(`${path}: ${statusCode}`));
      const elsewhere = isElsewhere
        ? new URL(headers.location ?? "", `http://localhost:${port}${path}`).pathname
        : undefined;
      message
        .resume()
        .on("end", () => resolve(elsewhere))
        .on("error", reject);
    }).on("error", reject);
  });
}
