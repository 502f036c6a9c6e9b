import "server-only";
import type { ChangeoverMember, ChangeoverView } from "@/lib/api/contracts/changeover";
import { addNanos, formatIsoNanos } from "@/lib/ics/time";
import type { CometValidator, ConsumerFacts, StoredValidator } from "@/lib/ics/types";
import { findBlock, listCometSetAt } from "@/lib/store/read-chain";
import { listKeyHistory } from "@/lib/store/read-provider";
import { atOf, sideOf } from "./consumer-item";
import { consText, keyText } from "./consumer-row";
import { isBeforeSwitch } from "./consumer-sides";
import type { ServerDeps } from "./deps";
import type { Frame } from "./frame";
import { mapSigningKeys, type SigningMap } from "./signing-keys";

/** How a chain's own validators hand over to the provider's: at which blocks, who leaves, who comes. `undefined`: it does not. */
export async function readChangeoverView(
  deps: ServerDeps,
  frame: Frame,
  consumer: ConsumerFacts,
): Promise<ChangeoverView | undefined> {
  const { db } = deps.store;
  const { snapshot } = frame;
  const { network } = snapshot;
  const side = sideOf(frame, consumer);
  const { changeover, position, blockIntervalMs } = side;
  if (!changeover) return undefined;
  if (position.state !== "known") return { ...changeover, members: [] };
  const { chainId } = position.chain;
  const head = position.block.height;
  const { plannedHeight, upgradeHeight, lastOwnHeight, firstHeight } = changeover;
  const blockAt = async (height: number | undefined) =>
    height === undefined || height > head ? undefined : atOf(await findBlock(db, network, chainId, height));
  const isBefore = isBeforeSwitch(side);
  const [upgradedAt, lastOwnAt, firstAt, own, taken, history] = await Promise.all([
    blockAt(upgradeHeight),
    blockAt(lastOwnHeight),
    blockAt(firstHeight),
    listCometSetAt(db, network, chainId, Math.min(head, lastOwnHeight)),
    isBefore ? undefined : listCometSetAt(db, network, chainId, firstHeight),
    listKeyHistory(db, snapshot, consumer.consumerId),
  ]);
  const mapped = (set: readonly CometValidator[]) => mapSigningKeys(snapshot, consumer, history, set);
  const after = taken ? mapped(taken) : undefined;
  const planned = snapshot.stored.get(consumer.consumerId) ?? snapshot.nextSet(consumer)?.set ?? [];
  const blocksLeft = plannedHeight - head;
  return {
    ...changeover,
    ...(upgradedAt ? { upgradedAt } : {}),
    ...(lastOwnAt ? { lastOwnAt } : {}),
    ...(firstAt ? { firstAt } : {}),
    ...(upgradeHeight === undefined && blocksLeft > 0 && blockIntervalMs !== undefined
      ? { expectedAt: expected(position.block.timeNs, blocksLeft * blockIntervalMs) }
      : {}),
    members: membersOf(frame, mapped(own), after ?? planned),
  };
}

function expected(timeNs: bigint, ms: number): string {
  const seconds = timeNs / 1_000_000_000n;
  return addNanos(formatIsoNanos(seconds * 1_000_000_000n), BigInt(Math.round(ms / 1000)) * 1_000_000_000n);
}

/** Both sets, one row a key's owner: who leaves, who comes, who stays; most power first, those who come last. */
function membersOf(
  frame: Frame,
  before: SigningMap,
  after: SigningMap | readonly StoredValidator[],
): ChangeoverMember[] {
  const rows = new Map<string, ChangeoverMember>();
  const note = (name: string, member: ChangeoverMember) => rows.set(name, { ...rows.get(name), ...member });
  const add = (set: SigningMap, when: "before" | "after") => {
    for (const [owner, { pubKey, power }] of set.byValidator)
      note(owner, { ...ownerOf(frame, owner), key: keyText(pubKey), [when]: String(power) });
    for (const { member, owner } of set.others) {
      const name = owner === undefined ? member.pubKey : `${owner} ${member.pubKey}`;
      note(name, {
        ...(owner === undefined ? {} : ownerOf(frame, owner)),
        key: keyText(member.pubKey),
        [when]: String(member.power),
      });
    }
  };
  add(before, "before");
  if ("byValidator" in after) add(after, "after");
  else
    for (const { consAddress, pubKey, power } of after)
      note(consAddress, { ...ownerOf(frame, consAddress), key: keyText(pubKey), after: String(power) });
  const powerOf = ({ before: own, after: taken }: ChangeoverMember) => BigInt(own ?? taken ?? "0");
  const all = [...rows.values()].toSorted((a, b) => {
    const [left, right] = [powerOf(a), powerOf(b)];
    return left === right ? (a.key < b.key ? -1 : 1) : left > right ? -1 : 1;
  });
  return [...all.filter(({ before: own }) => own !== undefined), ...all.filter(({ before: own }) => own === undefined)];
}

function ownerOf({ snapshot }: Frame, address: StoredValidator["consAddress"]) {
  const validator = snapshot.byConsAddress.get(address);
  return {
    ...(validator ? { operator: validator.operator, moniker: validator.moniker } : {}),
    providerConsAddress: consText(snapshot, address),
  };
}
