import { timingSafeEqual } from "node:crypto";
import { guarded } from "@/lib/server/answer";
import { deps } from "@/lib/server/deps";
import { renderMetrics } from "@/lib/server/metrics";

export const dynamic = "force-dynamic";

/** Prometheus. With METRICS_TOKEN set, only for whoever brings it as a bearer token. */
export async function GET(request: Request): Promise<Response> {
  return guarded(async () => {
    const held = await deps();
    if (held.metricsToken !== undefined && !isBearer(request, held.metricsToken)) {
      return Response.json(
        { error: { code: "unauthorized", message: "Send METRICS_TOKEN as a bearer token." } },
        { status: 401, headers: { "www-authenticate": "Bearer" } },
      );
    }
    const { text, contentType } = await renderMetrics(held);
    return new Response(text, { headers: { "content-type": contentType, "cache-control": "no-store" } });
  });
}

function isBearer(request: Request, token: string): boolean {
  const given = Buffer.from(request.headers.get("authorization") ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
