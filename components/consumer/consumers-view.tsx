"use client";

import { useQuery } from "@tanstack/react-query";
import { ExportLinks } from "@/components/ui/export-links";
import { NodeCommand } from "@/components/ui/node-command";
import { usePlace } from "@/components/ui/place";
import { applyConsumerFilter, type ConsumerFilter, consumerFilterParameters } from "@/lib/api/consumer-filter";
import { consumersQuery } from "@/lib/api/consumers-query";
import type { ConsumerListItem } from "@/lib/api/contracts/consumer";
import { providerQueryCommand } from "@/lib/format/node-command";
import { count } from "@/lib/format/number";
import { ConsumerFilterForm } from "./consumer-filter-form";
import { ConsumersTable } from "./consumers-table";

/** The list of consumers, narrowed and ordered as the address says. */
export function ConsumersView({ filter }: { filter: ConsumerFilter }) {
  const { network, height } = usePlace();
  const { data } = useQuery(consumersQuery(network, height));
  if (!data) return null;
  const rows = applyConsumerFilter(data.data, filter);
  return (
    <>
      <h1>{consumersSentence(data.data)}</h1>
      <ConsumerFilterForm filter={filter} />
      <ConsumersTable
        rows={rows}
        filter={filter}
        empty={
          data.data.length === 0
            ? "No consumer has ever been registered on this provider."
            : "No consumer matches this filter."
        }
      />
      <p className="mt-3 text-muted">
        {rows.length === data.data.length
          ? count(rows.length, "consumer")
          : `${rows.length} of ${count(data.data.length, "consumer")}`}{" "}
        · <ExportLinks path="/consumers" parameters={consumerFilterParameters(filter)} isList /> · share: provider power
        of the set the provider stores, of the total power of its active set
      </p>
      <NodeCommand commands={[providerQueryCommand("QueryConsumerChains", data.asOf.height)]} />
    </>
  );
}

/** "11 consumers: 5 launched, 2 initialized, …", phases that nobody is in left out. */
function consumersSentence(rows: readonly Pick<ConsumerListItem, "phase">[]): string {
  if (rows.length === 0) return "This provider has no consumers.";
  const parts = (["launched", "initialized", "registered", "stopped", "deleted"] as const)
    .map((phase) => ({ phase, number: rows.filter((row) => row.phase === phase).length }))
    .filter(({ number }) => number > 0)
    .map(({ phase, number }) => `${number} ${phase}`);
  return `${count(rows.length, "consumer")}: ${parts.join(", ")}.`;
}
