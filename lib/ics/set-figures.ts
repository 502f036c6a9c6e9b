import { deriveSecurityFigures, type SecurityFigures } from "./security-figures";
import { deriveLargestLeaving, type LargestLeaving, type SubsetMember } from "./subset-effects";

/** All that is counted of one set, whole numbers exact. */
export interface SetFigures {
  readonly validators: number;
  /** Powers in the set, after capping. */
  readonly totalPower: bigint;
  /** Power of its members on the provider. */
  readonly providerPower: bigint;
  /** Bonded tokens of its members, base units. */
  readonly stake: bigint;
  /** Absent where the set has no power. */
  readonly strength?: SecurityFigures;
  /** Bonded tokens of members that secure something else too, and how many they are. */
  readonly alsoSecuring: bigint;
  readonly alsoSecuringValidators: number;
  readonly largest?: Omit<LargestLeaving<unknown>, "member"> & { readonly key: string };
}

/**
 * The figures of a set, one after the other (product.md §4). `KeptSet` makes the same ones many times over.
 *
 * @param capPercent power cap of the chain, 0 = none
 * @param isElsewhere whether a member secures something else too
 */
export function deriveSetFigures(
  members: readonly SubsetMember[],
  capPercent: number,
  isElsewhere: (key: string) => boolean,
): SetFigures {
  const sum = (of: (member: SubsetMember) => bigint, list = members) =>
    list.reduce((total, member) => total + of(member), 0n);
  const elsewhere = members.filter(({ key }) => isElsewhere(key));
  const strength = deriveSecurityFigures(members);
  const largest = deriveLargestLeaving(members, capPercent);
  return {
    validators: members.length,
    totalPower: sum(({ power }) => power),
    providerPower: sum(({ providerPower }) => providerPower),
    stake: sum(({ tokens }) => tokens),
    ...(strength ? { strength } : {}),
    alsoSecuring: sum(({ tokens }) => tokens, elsewhere),
    alsoSecuringValidators: elsewhere.length,
    ...(largest ? { largest: withKey(largest) } : {}),
  };
}

function withKey({ member, ...effects }: LargestLeaving<SubsetMember>): NonNullable<SetFigures["largest"]> {
  return { key: member.key, ...effects };
}
