import { ConsumerProposals } from "@/components/proposal/consumer-proposals";
import { readProposals } from "@/lib/server/read-proposals";
import { type PageInput, viewAtOf } from "./page-input";

/**
 * The proposals about a consumer, for its page. Nothing where they cannot be read: the page says so itself.
 * A file of its own: whatever a page imports, the browser is sent.
 */
export async function ConsumerProposalsPart({ input, consumerId }: { input: PageInput; consumerId: string }) {
  const { deps, place } = input;
  const result = await readProposals(deps, place.network, viewAtOf(place));
  return result.state === "ok" ? <ConsumerProposals consumerId={consumerId} all={result.data} /> : null;
}
