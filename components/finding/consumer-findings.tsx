"use client";

import { useQuery } from "@tanstack/react-query";
import { usePlace } from "@/components/ui/place";
import { consumerQuery } from "@/lib/api/consumer-query";
import { FindingList } from "./finding-list";

/** What needs attention on one consumer. */
export function ConsumerFindings({ consumerId }: { consumerId: string }) {
  const { network, height } = usePlace();
  const { data } = useQuery(consumerQuery(network, consumerId, height));
  const findings = data?.data.findings.filter(({ severity }) => severity !== "ok") ?? [];
  if (findings.length === 0) return null;
  return (
    <div className="mt-3">
      <FindingList
        findings={findings.map(({ consumerId: _, ...finding }) => finding)}
        here={`/consumers/${consumerId}`}
      />
    </div>
  );
}
