import { guarded, plainJson } from "@/lib/server/answer";
import { deps } from "@/lib/server/deps";
import { readNetworks } from "@/lib/server/read-networks";

export const dynamic = "force-dynamic";

export { OPTIONS } from "@/lib/server/answer";

export async function GET(): Promise<Response> {
  return guarded(async () => plainJson({ data: await readNetworks(await deps()) }));
}
