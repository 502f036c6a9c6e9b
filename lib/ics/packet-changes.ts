import type { KeyedPower } from "./diff-sets";
import type { ConsHex, Ed25519Hex } from "./ids";

/** An update as a packet carries it, power as text: 0 removes the key (ics-protocol.md §4.2). */
export interface KeyPower {
  readonly pubKey: string;
  readonly power: string;
}

interface Member extends KeyedPower {
  readonly consAddress: ConsHex;
}

/** What an update does to one validator. `unknown`: a key whose set before is not in the store. */
export interface PacketChange {
  readonly kind: "joins" | "leaves" | "power" | "key" | "unknown";
  /** Absent where nobody we know uses the key. */
  readonly consAddress?: ConsHex;
  readonly before?: KeyedPower;
  readonly after?: KeyedPower;
}

const ORDER = ["joins", "leaves", "key", "power", "unknown"] as const satisfies readonly PacketChange["kind"][];

/**
 * What a packet changes, validator by validator, against the set before it. A packet speaks of keys only, so a changed key is
 * one removal and one addition there; who uses which key is told by the rows of the stored set that the packet's epoch
 * closed and opened. Rows the packet does not speak of (a member whose join height alone changed) are no changes; updates
 * that no row explains are shown as they are.
 *
 * @param stored rows of prefix 31 that ended (`before`) and began (`after`) with the packet's epoch
 */
export function derivePacketChanges(
  updates: readonly KeyPower[],
  stored: { readonly before: readonly Member[]; readonly after: readonly Member[] },
): PacketChange[] {
  const left = new Map(updates.map((update) => [update.pubKey, BigInt(update.power)]));
  const before = new Map(stored.before.map((member) => [member.consAddress, member]));
  const after = new Map(stored.after.map((member) => [member.consAddress, member]));
  const changes: PacketChange[] = [];
  for (const consAddress of new Set([...before.keys(), ...after.keys()])) {
    const was = before.get(consAddress);
    const is = after.get(consAddress);
    if (!isExplained(left, was, is)) continue;
    const kind = !was ? "joins" : !is ? "leaves" : was.pubKey !== is.pubKey ? "key" : "power";
    changes.push({
      kind,
      consAddress,
      ...(was ? { before: { pubKey: was.pubKey, power: was.power } } : {}),
      ...(is ? { after: { pubKey: is.pubKey, power: is.power } } : {}),
    });
    if (was) left.delete(was.pubKey);
    if (is) left.delete(is.pubKey);
  }
  for (const [pubKey, power] of left) {
    changes.push({ kind: "unknown", after: { pubKey: pubKey as Ed25519Hex, power } });
  }
  return changes.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || byPower(a, b));
}

/** Whether the packet says exactly what the rows say of one validator. */
function isExplained(updates: ReadonlyMap<string, bigint>, was: Member | undefined, is: Member | undefined): boolean {
  if (is && updates.get(is.pubKey) !== is.power) return false;
  if (was && was.pubKey !== is?.pubKey) return updates.get(was.pubKey) === 0n;
  return is !== undefined;
}

const powerOf = ({ before, after }: PacketChange) => (after?.power ?? 0n) || (before?.power ?? 0n);

function byPower(a: PacketChange, b: PacketChange): number {
  const [left, right] = [powerOf(a), powerOf(b)];
  return left === right ? 0 : left > right ? -1 : 1;
}
