// 2026-11-24 · No `cacheComponents`. Every page is a read of one database at one height, must be readable without
// JavaScript, and answers with a status code that depends on the data; there is no static shell to gain, and the price was
// measured (a p50 of 20 ms against 11 ms). What is costly is cached below the pages, by height, in lib/server.

/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // Title and description stand in the head for every reader, not for known crawlers alone: they are quick to make.
  htmlLimitedBots: /.*/,
  serverExternalPackages: ["@electric-sql/pglite", "pg", "pino", "undici", "prom-client", "kysely"],
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
      ],
    },
    {
      // Pages get their Content-Security-Policy, with a nonce, from `proxy.ts`; badges and frames carry one of their own.
      source: "/((?!badge/|embed/|[^/]+/badge/|[^/]+/embed/).*)",
      headers: [
        { key: "X-Frame-Options", value: "DENY" },
        { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
      ],
    },
    {
      // Answers are data: opened as a page they do nothing.
      source: "/:place(api/.+|metrics)",
      headers: [{ key: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'" }],
    },
  ],
};
