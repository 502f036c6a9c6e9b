/**
 * The address under which readers see the explorer, without a slash at its end: the configured one, or else the host a
 * request was sent to. A host header that is no host is not repeated.
 */
export function publicBase(publicUrl: string | undefined, headers: Pick<Headers, "get">): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/+$/, "");
  const host = headers.get("host") ?? "";
  return /^(?:[a-z0-9.-]{1,253}|\[[0-9a-f:]+\])(?::\d{1,5})?$/i.test(host) ? `http://${host}` : "http://localhost:3000";
}
