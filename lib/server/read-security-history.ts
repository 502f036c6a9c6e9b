import "server-only";
import type { SecurityPoint } from "@/lib/api/contracts/security";
import type { ConsHex } from "@/lib/ics/ids";
import { deriveSecurityFigures, shareText } from "@/lib/ics/security-figures";
import { formatIsoNanos } from "@/lib/ics/time";
import { groupBy } from "@/lib/shared/group-by";
import { listMembersAt } from "@/lib/store/read-members";
import { listEpochBlocks } from "@/lib/store/read-security";
import type { ServerDeps } from "./deps";
import { type EpochStakes, readEpochStakes } from "./epoch-stakes";
import type { ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import { findConsumer } from "./read-consumer";
import { viewAt } from "./view";

/** So many epochs are looked back. */
const EPOCHS = 60;

/** Figures of one scope ("provider" or a consumer id) after each of the last epochs, oldest first. */
export function readSecurityHistory(
  deps: ServerDeps,
  network: string,
  scope: string,
  at: ViewAt,
): Promise<ReadResult<SecurityPoint[]>> {
  return viewAt<SecurityPoint[]>(deps, network, at, async (frame) => {
    const { snapshot } = frame;
    const { db } = deps.store;
    if (scope !== "provider") {
      const consumer = findConsumer(frame, scope);
      if ("status" in consumer) return consumer;
    }
    const epochs = await listEpochBlocks(db, snapshot, snapshot.chainId, EPOCHS);
    const heights = epochs.map(({ height }) => height);
    const [stakes, members] = await Promise.all([
      readEpochStakes(deps, snapshot, epochs),
      scope === "provider" ? undefined : listMembersAt(db, network, scope, heights),
    ]);
    const membersAt = members && groupBy(members, ({ height }) => height);
    const data = epochs.flatMap(({ height, timeNs }, i): SecurityPoint[] => {
      const validators: EpochStakes = stakes[i] ?? new Map();
      const set = membersAt
        ? (membersAt.get(height) ?? [])
        : [...validators].flatMap(([consAddress, { active, power }]) => (active ? [{ consAddress, power }] : []));
      // Before its launch a consumer has no set: nothing to draw.
      return set.length === 0 ? [] : [{ height, time: formatIsoNanos(timeNs), ...pointOf(set, validators) }];
    });
    return { data };
  });
}

function pointOf(
  set: readonly { readonly consAddress: ConsHex; readonly power: bigint }[],
  validators: EpochStakes,
): Omit<SecurityPoint, "height" | "time"> {
  const members = set.map(({ consAddress, power }) => {
    const validator = validators.get(consAddress);
    return { power, tokens: validator?.isBonded ? validator.tokens : 0n, providerPower: validator?.power ?? 0n };
  });
  let total = 0n;
  for (const { active, power } of validators.values()) if (active) total += power;
  const share = shareText(
    members.reduce((sum, { providerPower }) => sum + providerPower, 0n),
    total,
  );
  const figures = deriveSecurityFigures(members);
  return {
    validators: members.length,
    stake: String(members.reduce((sum, { tokens }) => sum + tokens, 0n)),
    ...(share === undefined ? {} : { shareOfProvider: share }),
    ...(figures
      ? {
          fewestToHalt: figures.fewestToHalt,
          fewestToTake: figures.fewestToTake,
          topThreeShare: figures.topThreeShare,
        }
      : {}),
  };
}
