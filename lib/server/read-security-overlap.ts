import "server-only";
import type { SecurityOverlapView } from "@/lib/api/contracts/security";
import type { ConsHex } from "@/lib/ics/ids";
import type { StoredValidator } from "@/lib/ics/types";
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
  const sets = consumers.map(({ consumerId }) => snapshot.stored.get(consumerId) ?? []);
  const rows = cellRows(snapshot, sets);
  const stakeByCount = Array.from({ length: consumers.length + 1 }, () => 0n);
  for (const { validator, securing } of rows)
    if (validator.active || securing > 0)
      stakeByCount[securing] = (stakeByCount[securing] ?? 0n) + bondedTokens(validator);
  return {
    consumers: consumers.map(({ consumerId, metadata }, i) => ({
      consumerId,
      name: metadata.name,
      validators: sets[i]?.length ?? 0,
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

/** A row of cells for each validator, gone through by the members of the sets: most cells are empty. */
function cellRows({ validators }: ProviderSnapshot, sets: readonly (readonly StoredValidator[])[]) {
  const none = ".".repeat(sets.length);
  const places = new Map<ConsHex, { readonly set: number; readonly pubKey: string }[]>();
  for (const [set, members] of sets.entries()) {
    for (const { consAddress, pubKey } of members) {
      const known = places.get(consAddress);
      if (known) known.push({ set, pubKey });
      else places.set(consAddress, [{ set, pubKey }]);
    }
  }
  return validators.map((validator) => {
    const own = places.get(validator.consAddress) ?? [];
    let cells = "";
    for (const { set, pubKey } of own) {
      cells += none.slice(cells.length, set) + (pubKey === validator.pubKey ? "p" : "a");
    }
    return { validator, cells: cells + none.slice(cells.length), securing: own.length };
  });
}
