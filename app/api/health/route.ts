import { guarded, plainJson } from "@/lib/server/answer";
import { deps } from "@/lib/server/deps";

export const dynamic = "force-dynamic";

/** The process lives and its store answers. */
export async function GET(): Promise<Response> {
  return guarded(async () => {
    const { store, networks } = await deps();
    await store.db.selectFrom("chain").select("chain_id").limit(1).execute();
    return plainJson({ status: "ok", store: store.kind, networks: networks.map(({ name }) => name) }, "no-store");
  });
}
