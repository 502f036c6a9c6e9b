import { guarded, plainJson, problem } from "@/lib/server/answer";
import { deps } from "@/lib/server/deps";
import { fault } from "@/lib/server/outcome";
import { readReadiness } from "@/lib/server/read-health";

export const dynamic = "force-dynamic";

/** The record is up to date: every chain is indexed up to three blocks before its head. */
export async function GET(): Promise<Response> {
  return guarded(async () => {
    const { isReady, waiting } = await readReadiness(await deps());
    if (isReady) return plainJson({ status: "ready" }, "no-store");
    const list = waiting.map(({ network, chainId, because }) => `${network}/${chainId}: ${because}`).join("; ");
    return problem(fault(503, "not-ready", `Still catching up. ${list}.`));
  });
}
