import { ChainError } from "@/lib/chain/errors";
import type { VerificationResult } from "@/lib/store/verification-rows";
import type { Claim, ClaimedRow } from "./claims";
import type { RowOutcome } from "./prove-rows";

/**
 * A figure is proven when every row it stands on is, and says what we show; contradicted by one row that says otherwise or
 * whose proof is false; else unproven.
 */
export function judgeClaim(
  claim: Claim,
  height: number,
  outcomes: ReadonlyMap<ClaimedRow, RowOutcome>,
): VerificationResult {
  const base = {
    ...(claim.consumerId === undefined ? {} : { consumerId: claim.consumerId }),
    subject: claim.subject,
    height,
    says: claim.says,
    rowCount: claim.rows.length,
  };
  const evidence = {
    rows: claim.rows.flatMap((row) => {
      const outcome = outcomes.get(row);
      return outcome?.state === "proven" ? [outcome.evidence] : [];
    }),
  };
  let unanswered: string | undefined;
  for (const row of claim.rows) {
    const outcome = outcomes.get(row);
    if (outcome?.state === "false") return { ...base, outcome: "contradicted", because: outcome.because, evidence };
    if (outcome?.state === "proven") {
      const read = readSafely(row, outcome.value);
      if (read !== row.says) {
        return { ...base, outcome: "contradicted", because: `we show ${row.says}; proven is ${read}`, evidence };
      }
    } else unanswered ??= outcome?.because ?? "nobody was asked";
  }
  if (unanswered !== undefined || claim.rows.length === 0) {
    return { ...base, outcome: "unproven", because: unanswered ?? "there is no row to prove" };
  }
  return { ...base, outcome: "proven", evidence };
}

function readSafely(row: ClaimedRow, value: Uint8Array | undefined): string {
  try {
    return row.read(value);
  } catch (error) {
    if (error instanceof ChainError) return `a row that cannot be read (${error.message})`;
    throw error;
  }
}
