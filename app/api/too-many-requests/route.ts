import { guarded, problem } from "@/lib/server/answer";
import { deps } from "@/lib/server/deps";
import { fault } from "@/lib/server/outcome";
import { LIMIT_HEADER, RETRY_HEADER } from "@/lib/server/rate-limit";

export const dynamic = "force-dynamic";

export { OPTIONS } from "@/lib/server/answer";

/** What a client beyond its limit is told, whatever it asked for (lib/server/rate-limit.ts). */
export async function GET(request: Request): Promise<Response> {
  return guarded(async () => {
    const waitS = Number(request.headers.get(RETRY_HEADER) ?? "0");
    const { rateLimit } = await deps();
    if (waitS === 0 || rateLimit === undefined) return problem(fault(404, "unknown-route", "There is nothing here."));
    const limit = `${request.headers.get(LIMIT_HEADER) ?? `${rateLimit.perMinute} requests`} a minute`;
    const refused = problem(fault(429, "too-many-requests", `More than ${limit}; ask again in ${waitS} s.`));
    refused.headers.set("retry-after", String(waitS));
    return refused;
  });
}
