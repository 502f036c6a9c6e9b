/** Address spaces that carry a policy of their own (app/_embed), or are pictures. */
const FOREIGN = /^(?:\/[^/]+)?\/(?:badge|embed|card)\//;

/**
 * Headers of a page. Scripts run only with this request's nonce, which Next writes into its own; nothing comes from another
 * origin. Style attributes are allowed: chart and table sizes stand in them, and they can do nothing but look wrong.
 *
 * @param nonce base64, new for every request
 * @param isHttps whether readers reach the explorer by https: then browsers are told to stay there
 */
export function pageHeaders(pathname: string, nonce: string, isHttps: boolean): Record<string, string> {
  if (FOREIGN.test(pathname)) return {};
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
  return {
    "Content-Security-Policy": policy,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    ...(isHttps ? { "Strict-Transport-Security": "max-age=63072000; includeSubDomains" } : {}),
  };
}
