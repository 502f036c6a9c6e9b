"use client";

import { Badge } from "@/components/ui/badge";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { ConsumerListItem } from "@/lib/api/contracts/consumer";
import { count } from "@/lib/format/number";

/** Whether the set the provider decided has arrived. Nothing before launch and after the end: nothing is to arrive. */
export function SyncState({ sync, vsc }: Pick<ConsumerListItem, "sync" | "vsc">) {
  if (sync === undefined) return null;
  if (isUnknown(sync)) return <Unknown because={sync.because} />;
  if (sync.state === "in-sync") {
    return (
      <Badge mark="✓" tone="text">
        in sync
      </Badge>
    );
  }
  if (sync.state !== "behind") {
    return (
      <Badge mark="✕" tone="bad">
        set differs
      </Badge>
    );
  }
  const total = sync.packets + sync.queued;
  return (
    <span>
      <Badge mark="▸" tone={sync.queued > 1 || sync.packets > 2 ? "warn" : "text"}>
        {count(total, "update")} behind
      </Badge>
      {vsc.oldestUnackedSince ? (
        <span className="text-muted">
          {" "}
          since <Time iso={vsc.oldestUnackedSince.time} />
        </span>
      ) : null}
    </span>
  );
}
