import "server-only";
import type { SecurityItem } from "@/lib/api/contracts/security";
import type { ConsHex, ConsumerId } from "@/lib/ics/ids";
import { deriveSecurityFigures, shareText } from "@/lib/ics/security-figures";
import { countMemberships, deriveLargestLeaving, type SubsetMember, stakeAtRisk } from "@/lib/ics/subset-effects";
import type { ConsumerFacts, StoredValidator, UnknownReason } from "@/lib/ics/types";
import type { ValidatorAt } from "@/lib/store/read-provider";
import { findSlashingParamsAt } from "@/lib/store/read-signing";
import type { ServerDeps } from "./deps";
import type { ViewAt } from "./frame";
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
    deriveItems(snapshot, slashing?.slashFractionDoubleSign),
  );
  made.set(snapshot, items);
  items.catch(() => made.delete(snapshot));
  return items;
}

/** Consumers that are secured: launched ones. A stopped consumer's rows stay, but its set owes nothing any more (§9.46). */
export function securedConsumers({ consumers }: ProviderSnapshot): ConsumerFacts[] {
  return consumers.filter(({ phase }) => phase === "launched");
}

/** Tokens that count as stake: those in bond (product.md §4). */
export function bondedTokens(validator: Pick<ValidatorAt, "status" | "tokens"> | undefined): bigint {
  return validator?.status === "bonded" ? validator.tokens : 0n;
}

const NOBODY: readonly StoredValidator[] = [];

/** What the figures of a consumer's set were made of, and what was made: most sets are the same a block later. */
interface MadeFigures {
  readonly validators: readonly (ValidatorAt | undefined)[];
  readonly elsewhere: readonly boolean[];
  readonly about: string;
  readonly figures: Figures;
}

const figuresOfSet = new WeakMap<readonly StoredValidator[], MadeFigures>();

/**
 * The figures of a stored set, made anew only where something they hang on has changed: the set itself is the same object
 * until an epoch stores another one, and a validator is until it changes.
 */
function figuresOfStored(
  snapshot: ProviderSnapshot,
  stored: readonly StoredValidator[],
  members: readonly Member[],
  capPercent: number,
  isElsewhere: (key: ConsHex) => boolean,
): Figures {
  const elsewhere = members.map(({ key }) => isElsewhere(key));
  // The share of the provider is of its total, which moves with any validator; it is put in at the end.
  const about = `${capPercent} ${snapshot.params?.bondDenom}`;
  const known = figuresOfSet.get(stored);
  const isSame =
    known?.about === about &&
    members.every(({ validator }, i) => validator === known.validators[i] && elsewhere[i] === known.elsewhere[i]);
  if (isSame) return { ...known.figures, ...shareOf(snapshot, BigInt(known.figures.providerPower)) };
  const figures = figuresOf(snapshot, members, capPercent, isElsewhere);
  const validators = members.map(({ validator }) => validator);
  figuresOfSet.set(stored, { validators, elsewhere, about, figures });
  return figures;
}

function shareOf({ totalPower }: ProviderSnapshot, providerPower: bigint): Pick<Figures, "shareOfProvider"> {
  return { shareOfProvider: shareText(providerPower, totalPower) ?? { state: "unknown", because: "not-indexed-yet" } };
}

interface Member extends SubsetMember {
  readonly key: ConsHex;
  readonly validator: ValidatorAt | undefined;
}

/** `ownFraction`: the provider's own double-sign fraction, which holds where a consumer has none of its own (ICS before 6.4). */
function deriveItems(snapshot: ProviderSnapshot, ownFraction: string | undefined): SecurityItem[] {
  const secured = securedConsumers(snapshot);
  const sets = new Map(secured.map(({ consumerId }) => [consumerId, membersOf(snapshot, consumerId)]));
  const memberships = countMemberships([...sets.values()].map((set) => set.map(({ key }) => key)));
  const active = snapshot.validators
    .filter((validator) => validator.active)
    .map((validator) => memberOf(validator.consAddress, validator.power, validator));
  const provider = figuresOf(snapshot, active, 0, (key) => (memberships.get(key) ?? 0) > 0);
  const whole = deriveSecurityFigures(active)?.stakeToHalt;
  return [
    {
      scope: "provider",
      chainId: snapshot.chainId,
      ...provider,
      ...risk(ownFraction, "not-recorded", BigInt(provider.stake)),
      ...(whole === undefined ? {} : { haltCostOfProvider: "1" }),
    },
    ...secured.map((consumer): SecurityItem => {
      const members = sets.get(consumer.consumerId) ?? [];
      const figures = figuresOfStored(
        snapshot,
        snapshot.stored.get(consumer.consumerId) ?? NOBODY,
        members,
        consumer.powerShaping.validatorsPowerCap,
        (key) => (memberships.get(key) ?? 0) > 1,
      );
      const ratio =
        whole === undefined || figures.stakeToHalt === undefined
          ? undefined
          : shareText(BigInt(figures.stakeToHalt), whole);
      return {
        scope: consumer.consumerId,
        chainId: consumer.chainId,
        name: consumer.metadata.name,
        ...figures,
        ...risk(consumer.infraction?.doubleSign.slashFraction ?? ownFraction, "not-recorded", BigInt(figures.stake)),
        ...(ratio === undefined ? {} : { haltCostOfProvider: ratio }),
        reusingProviderKey: countProviderKeys(members, snapshot.stored.get(consumer.consumerId) ?? NOBODY),
      };
    }),
  ];
}

function membersOf(snapshot: ProviderSnapshot, consumerId: ConsumerId): Member[] {
  return (snapshot.stored.get(consumerId) ?? []).map(({ consAddress, power }) =>
    memberOf(consAddress, power, snapshot.byConsAddress.get(consAddress)),
  );
}

function memberOf(key: ConsHex, power: bigint, validator: ValidatorAt | undefined): Member {
  return { key, power, providerPower: validator?.power ?? 0n, tokens: bondedTokens(validator), validator };
}

type Figures = Omit<SecurityItem, "scope" | "chainId" | "name" | "stakeAtRisk" | "doubleSignFraction">;

function figuresOf(
  snapshot: ProviderSnapshot,
  members: readonly Member[],
  capPercent: number,
  isElsewhere: (key: ConsHex) => boolean,
): Figures {
  const figures = deriveSecurityFigures(members);
  const sum = (values: readonly Member[], of: (member: Member) => bigint) =>
    values.reduce((total, member) => total + of(member), 0n);
  const elsewhere = members.filter(({ key }) => isElsewhere(key));
  const providerPower = sum(members, (member) => member.providerPower);
  const largest = deriveLargestLeaving(members, capPercent);
  return {
    ...(snapshot.params === undefined ? {} : { denom: snapshot.params.bondDenom }),
    validators: members.length,
    totalPower: String(sum(members, ({ power }) => power)),
    providerPower: String(providerPower),
    stake: String(sum(members, ({ tokens }) => tokens)),
    ...shareOf(snapshot, providerPower),
    ...(figures
      ? {
          fewestToHalt: figures.fewestToHalt,
          fewestToTake: figures.fewestToTake,
          ...(figures.byStake
            ? { fewestToHaltByStake: figures.byStake.fewestToHalt, fewestToTakeByStake: figures.byStake.fewestToTake }
            : {}),
          stakeToHalt: String(figures.stakeToHalt),
          stakeToTake: String(figures.stakeToTake),
          cheapestThird: String(figures.cheapestThird),
          topThreeShare: figures.topThreeShare,
          hhi: figures.hhi,
        }
      : {}),
    alsoSecuring: String(sum(elsewhere, ({ tokens }) => tokens)),
    alsoSecuringValidators: elsewhere.length,
    ...(largest ? { largestLeaves: largestOf(largest) } : {}),
  };
}

function largestOf({
  member: { validator },
  share,
  stopsWithout,
  after,
}: NonNullable<ReturnType<typeof deriveLargestLeaving<Member>>>): NonNullable<SecurityItem["largestLeaves"]> {
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

/** Members whose key on the consumer is the one they sign the provider with. `stored`: their rows, in the same order. */
function countProviderKeys(members: readonly Member[], stored: readonly StoredValidator[]): number {
  let count = 0;
  for (const [i, { validator }] of members.entries())
    if (validator && validator.pubKey === stored[i]?.pubKey) count += 1;
  return count;
}
