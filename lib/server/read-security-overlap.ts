import "server-only";
import type { SecurityOverlapView } from "@/lib/api/contracts/security";
import type { Slots } from "@/lib/ics/stake-table";
import type { ServerDeps } from "./deps";
import type { ViewAt } from "./frame";
import { type KeptStored, keptSetsOf, securedConsumers, slotsOf } from "./kept-sets";
import type { ReadResult } from "./outcome";
import type { ProviderSnapshot } from "./provider-snapshot";
import { bondedTokens } from "./read-security";
import { viewAt } from "./view";

const made = new WeakMap<ProviderSnapshot, SecurityOverlapView>();

/** Which validator secures which launched consumer, most stake first; validators who secure none and do not sign are left out. */
export function readSecurityOverlap(
  deps: ServerDeps,
  network: string,
  at: ViewAt,
): Promise<ReadResult<SecurityOverlapView>> {
  return viewAt(deps, network, at, ({ snapshot }) => ({ data: overlapOf(deps, snapshot) }));
}

function overlapOf(deps: ServerDeps, snapshot: ProviderSnapshot): SecurityOverlapView {
  const known = made.get(snapshot);
  if (known) return known;
  const view = deriveOverlap(deps, snapshot);
  made.set(snapshot, view);
  return view;
}

function deriveOverlap(deps: ServerDeps, snapshot: ProviderSnapshot): SecurityOverlapView {
  const consumers = securedConsumers(snapshot);
  const sets = keptSetsOf(deps, snapshot, consumers);
  const rows = cellRows(snapshot, sets, slotsOf(deps, snapshot));
  const stakeByCount = Array.from({ length: consumers.length + 1 }, () => 0n);
  for (const { validator, securing } of rows)
    if (validator.active || securing > 0)
      stakeByCount[securing] = (stakeByCount[securing] ?? 0n) + bondedTokens(validator);
  return {
    consumers: consumers.map(({ consumerId, metadata }, i) => ({
      consumerId,
      name: metadata.name,
      validators: sets[i]?.stored.length ?? 0,
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

const [NONE, PROVIDER_KEY, ASSIGNED_KEY] = Buffer.from(".pa");

/** A row of cells for each validator. All cells are one block of bytes, written where the sets have somebody: most are empty. */
function cellRows({ validators }: ProviderSnapshot, sets: readonly KeptStored[], slots: Slots) {
  const places = validators.map(({ consAddress }) => slots.of(consAddress));
  const rowOf = new Int32Array(slots.count).fill(-1);
  for (const [row, slot] of places.entries()) rowOf[slot] = row;
  const cells = Buffer.alloc(validators.length * sets.length, NONE);
  const securing = new Uint32Array(validators.length);
  for (const [column, { set, hasProviderKey }] of sets.entries()) {
    for (let i = 0; i < set.slots.length; i += 1) {
      const row = rowOf[set.slots[i] as number] as number;
      if (row < 0) continue;
      cells[row * sets.length + column] = (hasProviderKey[i] === 1 ? PROVIDER_KEY : ASSIGNED_KEY) as number;
      securing[row] = (securing[row] as number) + 1;
    }
  }
  return validators.map((validator, row) => ({
    validator,
    cells: cells.toString("latin1", row * sets.length, (row + 1) * sets.length),
    securing: securing[row] as number,
  }));
}
