import { guarded, plainJson } from "@/lib/server/answer";
import { deps } from "@/lib/server/deps";
import { readIncomplete } from "@/lib/server/read-health";

export const dynamic = "force-dynamic";

/** The process lives and its store answers; and what of our record an earlier build left unread. */
export async function GET(): Promise<Response> {
  return guarded(async () => {
    const held = await deps();
    const { store, networks } = held;
    await store.db.selectFrom("chain").select("chain_id").limit(1).execute();
    const incomplete = await readIncomplete(held);
    return plainJson(
      { status: "ok", store: store.kind, networks: networks.map(({ name }) => name), incomplete },
      "no-store",
    );
  });
}
