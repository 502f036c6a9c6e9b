"use client";

import { useQuery } from "@tanstack/react-query";
import { usePlace } from "@/components/ui/place";
import { consumersQuery } from "@/lib/api/consumers-query";
import { ConsumersTable } from "./consumers-table";

/** All consumers, as the overview shows them. */
export function OverviewConsumers() {
  const { network, height } = usePlace();
  const { data } = useQuery(consumersQuery(network, height));
  if (!data) return null;
  return <ConsumersTable rows={data.data} empty="No consumer has ever been registered on this provider." />;
}
