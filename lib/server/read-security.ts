import "server-only";
import type { SecurityItem } from "@/lib/api/contracts/security";
import type { ConsHex } from "@/lib/ics/ids";
import { shareText } from "@/lib/ics/security-figures";
import { deriveSetFigures, type SetFigures } from "@/lib/ics/set-figures";
import { type Slots, StakeTable } from "@/lib/ics/stake-table";
import { type SubsetMember, stakeAtRisk } from "@/lib/ics/subset-effects";
import type { UnknownReason } from "@/lib/ics/types";
import type { ValidatorAt } from "@/lib/store/read-provider";
import { findSlashingParamsAt } from "@/lib/store/read-signing";
import type { ServerDeps } from "./deps";
import type { ViewAt } from "./frame";
import { type KeptStored, keptSetsOf, securedConsumers, slotsOf } from "./kept-sets";
import type { ReadResult } from "./outcome";
import type { ProviderSnapshot } from "./provider-snapshot";
import { viewAt } from "./view";

/** A snapshot never changes, so what is derived from it alone is made once. */
const made = new WeakMap<ProviderSnapshot, Promise<SecurityItem[]>>();

/** The provider first, then its launched consumers by number. */
export function readSecurity(deps: ServerDeps, network: string, at: ViewAt): Promise<ReadResult<SecurityItem[]>> {
  return viewAt(deps, network, at, async ({ snapshot }) => ({ data: await securityOf(deps, snapshot) }));
}

export function securityOf(deps: ServerDeps, snapshot: ProviderSnapshot): Promise<SecurityItem[]> {
  const known = made.get(snapshot);
  if (known) return known;
  const items = findSlashingParamsAt(deps.store.db, snapshot).then((slashing) =>
    deriveItems(deps, snapshot, slashing?.slashFractionDoubleSign),
  );
  made.set(snapshot, items);
  items.catch(() => made.delete(snapshot));
  return items;
}

/** Tokens that count as stake: those in bond (product.md §4). */
export function bondedTokens(validator: Pick<ValidatorAt, "status" | "tokens"> | undefined): bigint {
  return validator?.status === "bonded" ? validator.tokens : 0n;
}

/** `ownFraction`: the provider's own double-sign fraction, which holds where a consumer has none of its own (ICS before 6.4). */
function deriveItems(deps: ServerDeps, snapshot: ProviderSnapshot, ownFraction: string | undefined): SecurityItem[] {
  const secured = securedConsumers(snapshot);
  const sets = keptSetsOf(deps, snapshot, secured);
  const slots = slotsOf(deps, snapshot);
  const table = new StakeTable(
    snapshot.validators.map((validator) => ({
      key: validator.consAddress,
      power: validator.power,
      tokens: bondedTokens(validator),
    })),
    slots,
  );
  const memberships = countMemberships(sets, slots);
  const active = snapshot.validators
    .filter((validator) => validator.active)
    .map((validator) => memberOf(snapshot, validator.consAddress, validator.power));
  const isIn = (key: string, more: number) => (memberships[slots.of(key)] ?? 0) > more;
  const provider = deriveSetFigures(active, 0, (key) => isIn(key, 0));
  const whole = provider.strength?.stakeToHalt;
  return [
    {
      scope: "provider",
      chainId: snapshot.chainId,
      ...viewOf(snapshot, provider),
      ...risk(ownFraction, "not-recorded", provider.stake),
      ...(whole === undefined ? {} : { haltCostOfProvider: "1" }),
    },
    ...secured.map((consumer, i): SecurityItem => {
      const { stored, set, withProviderKey } = sets[i] as (typeof sets)[number];
      const cap = consumer.powerShaping.validatorsPowerCap;
      const figures = set.isExactWith(table)
        ? set.figures(table, cap, memberships)
        : deriveSetFigures(
            stored.map(({ consAddress, power }) => memberOf(snapshot, consAddress, power)),
            cap,
            (key) => isIn(key, 1),
          );
      const toHalt = figures.strength?.stakeToHalt;
      const ratio = whole === undefined || toHalt === undefined ? undefined : shareText(toHalt, whole);
      return {
        scope: consumer.consumerId,
        chainId: consumer.chainId,
        name: consumer.metadata.name,
        ...viewOf(snapshot, figures),
        ...risk(consumer.infraction?.doubleSign.slashFraction ?? ownFraction, "not-recorded", figures.stake),
        ...(ratio === undefined ? {} : { haltCostOfProvider: ratio }),
        reusingProviderKey: withProviderKey,
      };
    }),
  ];
}

/** In how many sets each slot is. */
function countMemberships(sets: readonly KeptStored[], slots: Slots): Uint32Array {
  const counts = new Uint32Array(slots.count);
  for (const { set } of sets) for (const slot of set.slots) counts[slot] = (counts[slot] as number) + 1;
  return counts;
}

function memberOf(snapshot: ProviderSnapshot, key: ConsHex, power: bigint): SubsetMember {
  const validator = snapshot.byConsAddress.get(key);
  return { key, power, providerPower: validator?.power ?? 0n, tokens: bondedTokens(validator) };
}

type Figures = Omit<SecurityItem, "scope" | "chainId" | "name" | "stakeAtRisk" | "doubleSignFraction">;

function viewOf(snapshot: ProviderSnapshot, figures: SetFigures): Figures {
  const { strength, largest } = figures;
  const share = shareText(figures.providerPower, snapshot.totalPower);
  // Written out field by field: a thousand objects put together of parts take longer than all that is counted in them.
  const view: Figures = {
    validators: figures.validators,
    totalPower: String(figures.totalPower),
    providerPower: String(figures.providerPower),
    stake: String(figures.stake),
    shareOfProvider: share ?? { state: "unknown", because: "not-indexed-yet" },
    alsoSecuring: String(figures.alsoSecuring),
    alsoSecuringValidators: figures.alsoSecuringValidators,
  };
  if (snapshot.params) view.denom = snapshot.params.bondDenom;
  if (strength) {
    view.fewestToHalt = strength.fewestToHalt;
    view.fewestToTake = strength.fewestToTake;
    if (strength.byStake) {
      view.fewestToHaltByStake = strength.byStake.fewestToHalt;
      view.fewestToTakeByStake = strength.byStake.fewestToTake;
    }
    view.stakeToHalt = String(strength.stakeToHalt);
    view.stakeToTake = String(strength.stakeToTake);
    view.cheapestThird = String(strength.cheapestThird);
    view.topThreeShare = strength.topThreeShare;
    view.hhi = strength.hhi;
  }
  if (largest) view.largestLeaves = largestOf(snapshot, largest);
  return view;
}

function largestOf(
  { byConsAddress }: ProviderSnapshot,
  { key, share, stopsWithout, after }: NonNullable<SetFigures["largest"]>,
): NonNullable<SecurityItem["largestLeaves"]> {
  const validator = byConsAddress.get(key as ConsHex);
  return {
    ...(validator ? { operator: validator.operator, moniker: validator.moniker } : {}),
    share,
    stopsWithout,
    ...(after
      ? {
          after: {
            validators: after.validators,
            fewestToHalt: after.fewestToHalt,
            fewestToTake: after.fewestToTake,
            stakeToHalt: String(after.stakeToHalt),
            topThreeShare: after.topThreeShare,
          },
        }
      : {}),
  };
}

function risk(
  fraction: string | undefined,
  because: UnknownReason,
  stake = 0n,
): Pick<SecurityItem, "stakeAtRisk" | "doubleSignFraction"> {
  if (fraction === undefined)
    return { stakeAtRisk: { state: "unknown", because }, doubleSignFraction: { state: "unknown", because } };
  return { stakeAtRisk: String(stakeAtRisk(stake, fraction)), doubleSignFraction: fraction };
}
