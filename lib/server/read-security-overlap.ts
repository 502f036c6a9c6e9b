import "server-only";
import type { SecurityOverlapView } from "@/lib/api/contracts/security";
import type { ConsHex } from "@/lib/ics/ids";
import type { StoredValidator } from "@/lib/ics/types";
import type { ValidatorAt } from "@/lib/store/read-provider";
import type { ServerDeps } from "./deps";
import type { ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import type { ProviderSnapshot } from "./provider-snapshot";
import { bondedTokens, securedConsumers } from "./read-security";
import { viewAt } from "./view";

const made = new WeakMap<ProviderSnapshot, SecurityOverlapView>();

/** Which validator secures which launched consumer, most stake first; validators who secure none and do not sign are left out. */
export function readSecurityOverlap(
  deps: ServerDeps,
  network: string,
  at: ViewAt,
): Promise<ReadResult<SecurityOverlapView>> {
  return viewAt(deps, network, at, ({ snapshot }) => ({ data: overlapOf(snapshot) }));
}

function overlapOf(snapshot: ProviderSnapshot): SecurityOverlapView {
  const known = made.get(snapshot);
  if (known) return known;
  const view = deriveOverlap(snapshot);
  made.set(snapshot, view);
  return view;
}

function deriveOverlap(snapshot: ProviderSnapshot): SecurityOverlapView {
  const consumers = securedConsumers(snapshot);
  const sets = consumers.map(
    ({ consumerId }) =>
      new Map<ConsHex, StoredValidator>(
        (snapshot.stored.get(consumerId) ?? []).map((member) => [member.consAddress, member]),
      ),
  );
  const rows = snapshot.validators.map((validator) => {
    const cells = sets.map((set) => cellOf(validator, set.get(validator.consAddress))).join("");
    return { validator, cells, securing: cells.replaceAll(".", "").length };
  });
  const stakeByCount = Array.from({ length: consumers.length + 1 }, () => 0n);
  for (const { validator, securing } of rows)
    if (validator.active || securing > 0)
      stakeByCount[securing] = (stakeByCount[securing] ?? 0n) + bondedTokens(validator);
  return {
    consumers: consumers.map(({ consumerId, metadata }, i) => ({
      consumerId,
      name: metadata.name,
      validators: sets[i]?.size ?? 0,
    })),
    validators: rows
      .filter(({ validator, securing }) => validator.active || securing > 0)
      .map(({ validator, cells, securing }) => ({
        operator: validator.operator,
        moniker: validator.moniker,
        stake: String(bondedTokens(validator)),
        securing,
        cells,
      })),
    ...(snapshot.params === undefined ? {} : { denom: snapshot.params.bondDenom }),
    stakeByCount: stakeByCount.map(String),
  };
}

function cellOf(validator: ValidatorAt, member: StoredValidator | undefined): "." | "p" | "a" {
  if (!member) return ".";
  return member.pubKey === validator.pubKey ? "p" : "a";
}
