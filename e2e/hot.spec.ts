import { expect, test } from "@playwright/test";

/** Of a connection or a single request. */
const PASSING = new Set([
  "date",
  "x-request-id",
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "ratelimit-remaining",
  "ratelimit-reset",
]);

const PATHS = [
  "overview",
  "consumers",
  "consumers/1",
  "consumers/1/validators",
  "validators",
  "findings",
  "packets",
  "security?height=700",
  "consumers/77",
];

for (const path of PATHS) {
  test(`/api/v1/devnet/${path} from memory is byte for byte what the framework answers`, async ({ request }) => {
    const url = `/api/v1/devnet/${path}`;
    for (const encoding of ["identity", "gzip", "gzip, deflate, br"]) {
      const read = async (more: Record<string, string>, method = "GET") => {
        const response = await request.fetch(url, { method, headers: { "accept-encoding": encoding, ...more } });
        const headers = response.headersArray().map(({ name, value }) => `${name.toLowerCase()}: ${value}`);
        const lasting = headers.filter((line) => !PASSING.has(line.split(":")[0] ?? "")).sort();
        return {
          status: response.status(),
          lasting,
          body: (await response.body()).toString(),
          all: response.headers(),
        };
      };
      const same = async (more: Record<string, string>, method?: string) => {
        const { all: _route, ...fromRoute } = await read({ ...more, "cache-control": "no-cache" }, method);
        await read(more, method);
        const { all, ...fromMemory } = await read(more, method);
        expect(fromMemory).toEqual(fromRoute);
        return all;
      };
      const { etag } = await same({});
      await same({}, "HEAD");
      if (etag) await same({ "if-none-match": etag });
    }
  });
}
