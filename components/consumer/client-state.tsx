"use client";

import { Badge } from "@/components/ui/badge";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { ConsumerListItem } from "@/lib/api/contracts/consumer";

/** The provider's light client of a consumer: an expired one stops every update, and no other query shows it (§9.36). */
export function ClientState({ client }: Pick<ConsumerListItem, "client">) {
  if (client === undefined) return null;
  if (isUnknown(client)) return <Unknown because={client.because} />;
  if (client.status === "frozen") {
    return (
      <Badge mark="✕" tone="bad">
        frozen
      </Badge>
    );
  }
  const time = client.expiresAt === undefined ? null : <Time iso={client.expiresAt} />;
  return client.status === "expired" ? (
    <Badge mark="✕" tone="bad">
      expired {time}
    </Badge>
  ) : (
    <span className="whitespace-nowrap">{time === null ? "active" : <>expires {time}</>}</span>
  );
}
