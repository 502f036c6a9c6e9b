import { type NextRequest, NextResponse } from "next/server";
import { findPageFault } from "./app/_page/page-fault";
import { pageHeaders } from "./app/_page/security-headers";

const FAULT_HEADER = "x-page-fault";
/** An address that no route has. */
const NOWHERE = "/no/such/page/at/all";

/**
 * 2026-11-24 · Looks at a page's address before it is drawn. Next draws `notFound()` thrown by a page with scripts alone: the
 * status is 404, but the body is empty and cannot say why. Sent on to an address that no route has, the same `not-found.tsx`
 * is drawn whole on the server, with the sentence. Costs a look at the cached frame for each page.
 *
 * Where Next takes its own address for a foreign one (it writes localhost for 127.0.0.1), the request comes round a second
 * time. It then carries the address that was asked for, never the sentence: that is found anew, so nobody can put words here.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const nonce = nonceOf(request);
  const security = pageHeaders(request.nextUrl.pathname, nonce, process.env.PUBLIC_URL?.startsWith("https:") === true);
  const headers = new Headers(request.headers);
  headers.delete(FAULT_HEADER);
  // Next takes the nonce for its own scripts from the policy of the request.
  const policy = security["Content-Security-Policy"];
  headers.delete("content-security-policy");
  if (policy !== undefined) headers.set("content-security-policy", policy);
  const response = await answer(request, headers);
  for (const [name, value] of Object.entries(security)) response.headers.set(name, value);
  return response;
}

/** New for every request; one that comes round a second time keeps the nonce of its first, under which it will be shown. */
function nonceOf({ nextUrl, headers }: NextRequest): string {
  const held = /'nonce-([A-Za-z0-9+/=]{48})'/.exec(headers.get("content-security-policy") ?? "")?.[1];
  if (nextUrl.pathname === NOWHERE && held !== undefined) return held;
  return Buffer.from(crypto.randomUUID()).toString("base64");
}

async function answer(request: NextRequest, headers: Headers): Promise<NextResponse> {
  const { pathname, searchParams } = request.nextUrl;
  const from = pathname === NOWHERE ? searchParams.get("from") : `${pathname}?${searchParams}`;
  const asked = from !== null && URL.canParse(from, request.url) ? new URL(from, request.url) : undefined;
  const fault = asked && (await findPageFault(asked.pathname, asked.searchParams));
  if (!asked || !fault) return NextResponse.next({ request: { headers } });
  headers.set(FAULT_HEADER, encodeURIComponent(JSON.stringify(fault)));
  if (pathname === NOWHERE) return NextResponse.next({ request: { headers } });
  const nowhere = request.nextUrl.clone();
  nowhere.pathname = NOWHERE;
  nowhere.search = new URLSearchParams({ from: `${asked.pathname}${asked.search}` }).toString();
  return NextResponse.rewrite(nowhere, { request: { headers } });
}

export const config = {
  matcher: "/((?!api/|_next/|card/|badge/|embed/|metrics$|sitemap\\.xml$|robots\\.txt$|icon\\.svg|favicon\\.ico).*)",
};
