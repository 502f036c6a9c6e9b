import { safeText } from "@/lib/format/safe-text";
import { shortAddress } from "@/lib/format/short-text";

/** What a validator is called: its moniker made fit for the screen, else its shortened operator address. */
export function validatorName({ moniker, operator }: { moniker: string; operator: string }, maxLength = 40): string {
  return safeText(moniker, maxLength) || shortAddress(operator);
}
