"use client";

import { useQuery } from "@tanstack/react-query";
import { usePlace } from "@/components/ui/place";
import { consumerQuery } from "@/lib/api/consumer-query";
import { ConsumerHeader, type ConsumerTab } from "./consumer-header";

/** The head of a consumer's tabs other than the first. */
export function ConsumerTabHeader({ consumerId, tab }: { consumerId: string; tab: ConsumerTab }) {
  const { network, height } = usePlace();
  const { data } = useQuery(consumerQuery(network, consumerId, height));
  return data ? <ConsumerHeader consumer={data.data} tab={tab} /> : null;
}
