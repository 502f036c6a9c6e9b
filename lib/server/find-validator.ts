import "server-only";
import { foldText } from "@/lib/format/fold-text";
import type { ValidatorAt } from "@/lib/store/read-provider";
import { parseAnyName } from "./any-name";
import type { ServerDeps } from "./deps";
import { fault, type ReadFault } from "./outcome";
import type { ProviderSnapshot } from "./provider-snapshot";
import { findByAddress, validatorIndex } from "./validator-index";

/**
 * The one validator a text names: operator, account, consensus address with any prefix, hex, public key, a key assigned on
 * a consumer (now or before), whole moniker without regard to case and accents. More than one is a fault, never a guess.
 */
export async function findValidator(
  deps: ServerDeps,
  snapshot: ProviderSnapshot,
  any: string,
): Promise<ValidatorAt | ReadFault> {
  const parsed = parseAnyName(any);
  const byAddress = parsed ? (await findByAddress(deps, snapshot, parsed)).map(({ validator }) => validator) : [];
  const found = byAddress.length > 0 ? byAddress : byName(snapshot, any);
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  if (only) {
    return fault(
      404,
      "ambiguous-validator",
      `${found.length} validators go by that name; ask for one of them by its operator address, such as ${only.operator}.`,
    );
  }
  return fault(
    404,
    "unknown-validator",
    `No validator of ${snapshot.chainId} goes by ${JSON.stringify(any.slice(0, 90))} at block ${snapshot.height}.`,
  );
}

function byName(snapshot: ProviderSnapshot, any: string): ValidatorAt[] {
  const name = foldText(any);
  if (name === "") return [];
  const { names } = validatorIndex(snapshot);
  const same = snapshot.validators.filter((_, i) => names[i] === name);
  // A name that only differs in case or accents is another validator's to choose: the very text goes before it.
  const exact = same.filter(({ moniker }) => moniker.trim() === any.trim());
  return exact.length === 1 ? exact : same;
}
