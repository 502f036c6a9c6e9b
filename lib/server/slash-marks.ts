import type { ConsumerId } from "@/lib/ics/ids";
import type { ProviderAtChain } from "@/lib/store/read-life";
import { listPunishments, listSlashPackets } from "@/lib/store/read-punishments";
import type { ServerDeps } from "./deps";
import { groupAttempts, resultOf } from "./slash-reports";

interface Mark {
  readonly height: number;
  readonly timeNs?: bigint;
}

/** What findings need to know of punishments. */
export interface SlashMarks {
  /** By provider-side channel: reports whose last packet was held back. */
  readonly held: ReadonlyMap<string, { readonly count: number; readonly oldest: Mark }>;
  /** The last double vote or light client attack proven against each consumer. */
  readonly attacks: ReadonlyMap<
    ConsumerId,
    Mark & { readonly kind: "double-sign" | "light-client"; readonly validators: number }
  >;
}

export async function loadSlashMarks(db: ServerDeps["store"]["db"], at: ProviderAtChain): Promise<SlashMarks> {
  const [punishments, packets] = await Promise.all([listPunishments(db, at), listSlashPackets(db, at)]);
  const held = new Map<string, { count: number; oldest: Mark }>();
  for (const report of groupAttempts(packets)) {
    const last = report.at(-1) ?? report[0];
    if (resultOf(last.ack) !== "bounced") continue;
    const known = held.get(last.channelId);
    held.set(last.channelId, { count: (known?.count ?? 0) + 1, oldest: known?.oldest ?? report[0] });
  }
  const attacks = new Map<ConsumerId, Mark & { kind: "double-sign" | "light-client"; validators: number }>();
  // The latest come first.
  for (const { consumerId, kind, height, timeNs } of punishments) {
    if (consumerId === undefined || kind === "downtime") continue;
    const known = attacks.get(consumerId);
    if (known && known.height !== height) continue;
    attacks.set(consumerId, {
      kind,
      height,
      validators: (known?.validators ?? 0) + 1,
      ...(timeNs === undefined ? {} : { timeNs }),
    });
  }
  return { held, attacks };
}
