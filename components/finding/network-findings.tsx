"use client";

import { useQuery } from "@tanstack/react-query";
import { usePlace } from "@/components/ui/place";
import { consumersQuery } from "@/lib/api/consumers-query";
import { overviewQuery } from "@/lib/api/overview-query";
import { FindingList } from "./finding-list";

/** What needs attention on the whole network, worst first; what is only worth knowing is folded below it. */
export function NetworkFindings() {
  const { network, height } = usePlace();
  const overview = useQuery(overviewQuery(network, height));
  const consumers = useQuery(consumersQuery(network, height));
  if (!overview.data) return null;
  const names = new Map(consumers.data?.data.map(({ consumerId, name, chainId }) => [consumerId, name || chainId]));
  const { findings } = overview.data.data;
  const urgent = findings.filter(({ severity }) => severity === "bad" || severity === "warn");
  const rest = findings.filter(({ severity }) => severity === "info");
  return (
    <div className="mt-3">
      {urgent.length === 0 ? null : <FindingList findings={urgent} nameOf={names} />}
      {rest.length === 0 ? null : (
        <details className="mt-1">
          <summary className="py-1 text-muted">{rest.length} more to know</summary>
          <FindingList findings={rest} nameOf={names} />
        </details>
      )}
    </div>
  );
}
