// 2026-11-24 · No `cacheComponents`. Every page is a read of one database at one height, must be readable without
// JavaScript, and answers with a status code that depends on the data; there is no static shell to gain, and the price was
// measured (a p50 of 20 ms against 11 ms). What is costly is cached below the pages, by height, in lib/server.

/** Next.js inlines its bootstrap scripts, hence 'unsafe-inline' for scripts; nothing comes from another origin. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // Title and description stand in the head for every reader, not for known crawlers alone: they are quick to make.
  htmlLimitedBots: /.*/,
  serverExternalPackages: ["@electric-sql/pglite", "pg", "pino", "undici", "prom-client", "kysely"],
  headers: async () => [
    {
      // Badges and frames are for other sites: they carry a policy of their own (app/_embed).
      source: "/((?!badge/|embed/|[^/]+/badge/|[^/]+/embed/).*)",
      headers: [
        { key: "Content-Security-Policy", value: contentSecurityPolicy },
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
        { key: "X-Frame-Options", value: "DENY" },
        { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=()" },
      ],
    },
    {
      source: "/:place(badge|embed|[^/]+/badge|[^/]+/embed)/:path*",
      headers: [
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
      ],
    },
  ],
};
