import { consumerVerificationQuery } from "@/lib/api/verification-query";
import { readConsumerVerification } from "@/lib/server/read-verification";
import type { PageRead } from "./page-frame";
import { type PageInput, viewAtOf } from "./page-input";

/** What the marks and the sheet of evidence of a consumer are drawn from. */
export async function readEvidence({ deps, place }: Pick<PageInput, "deps" | "place">, id: string): Promise<PageRead> {
  return {
    queryKey: consumerVerificationQuery(place.network, id, place.height).queryKey,
    result: await readConsumerVerification(deps, place.network, id, viewAtOf(place)),
  };
}
