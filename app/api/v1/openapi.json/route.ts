import { openApi } from "@/lib/api/openapi";
import { guarded, plainJson } from "@/lib/server/answer";
import { deps } from "@/lib/server/deps";

export const dynamic = "force-dynamic";

export { OPTIONS } from "@/lib/server/answer";

export async function GET(): Promise<Response> {
  return guarded(async () => plainJson(openApi((await deps()).publicUrl), "public, max-age=300"));
}
