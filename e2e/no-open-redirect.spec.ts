import { expect, test } from "@playwright/test";

/*
 * No address of ours sends a reader elsewhere. Every prefix with every page that redirects (without its network, with a slash at
 * the end, a search that finds one thing) and every way to write another host.
 */
const ELSEWHERE = [
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "/%5Cevil.example",
  "/%2F%2Fevil.example",
  "/%2Fevil.example/",
  "/.evil.example",
  "/@evil.example",
  "/;@evil.example",
  "/%09/evil.example",
  "/%0d%0aLocation:%20https://evil.example",
  "/https:evil.example",
  "/https%3A%2F%2Fevil.example",
];
const PAGES = ["", "/", "/consumers", "/consumers/", "/search?q=0", "/search?q=%2F%2Fevil.example"];
const PARAMETERS = [
  "from",
  "next",
  "url",
  "redirect",
  "return",
  "returnTo",
  "continue",
  "callback",
  "path",
  "rpc",
  "node",
];

function hostOf(location: string, base: string): string {
  // As a browser reads it: a backslash is a slash, control characters are dropped.
  const read = location.replace(/[\t\r\n]/g, "").replaceAll("\\", "/");
  return new URL(read, base).host;
}

test("no path leads to another host", async ({ request, baseURL }) => {
  const base = baseURL ?? "";
  const asked = [
    ...ELSEWHERE.flatMap((evil) => PAGES.map((page) => `${evil}${page}`)),
    ...PAGES.flatMap((page) =>
      PARAMETERS.map((name) => `${page || "/"}${page.includes("?") ? "&" : "?"}${name}=https://evil.example`),
    ),
    "/no/such/page/at/all?from=https://evil.example/consumers",
    "/no/such/page/at/all?from=//evil.example/consumers/0",
  ];
  for (const path of asked) {
    const response = await request.fetch(`${base}${path}`, { maxRedirects: 0 });
    const { location, refresh } = response.headers();
    if (location !== undefined) expect(hostOf(location, base), path).toBe(new URL(base).host);
    const target = refresh?.split(/url=/i)[1];
    if (target !== undefined) expect(hostOf(target, base), path).toBe(new URL(base).host);
    expect(response.headers()["access-control-allow-credentials"], path).toBeUndefined();
  }
});
