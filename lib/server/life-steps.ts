import type { LifeStep } from "@/lib/api/contracts/launch";
import { formatIsoNanos } from "@/lib/ics/time";
import type { TimelineRow } from "@/lib/store/read-provider";

/** The chain tells some steps twice in one block: by an event, and by the state that changed. The second says it plainer. */
const TELLS_OF: Readonly<Record<string, string>> = {
  "client-created": "launched",
  "channel-established": "channel-open",
  "removal-requested": "stopped",
};

/** Timeline rows as steps of a life, oldest first: each step once, with the transaction of whichever row has one. */
export function lifeSteps(rows: readonly TimelineRow[]): LifeStep[] {
  const steps: LifeStep[] = [];
  for (const row of rows) {
    const twin = rows.find(({ height, kind }) => height === row.height && kind === TELLS_OF[row.kind]);
    if (twin) continue;
    const told = rows.find(({ height, kind }) => height === row.height && TELLS_OF[kind] === row.kind);
    const txHash = row.txHash ?? told?.txHash;
    steps.push({
      height: row.height,
      time: row.timeNs === undefined ? { state: "unknown", because: "not-recorded" } : formatIsoNanos(row.timeNs),
      kind: row.kind,
      ...(txHash === undefined ? {} : { txHash }),
      detail: { ...told?.detail, ...row.detail },
    });
  }
  return steps;
}
