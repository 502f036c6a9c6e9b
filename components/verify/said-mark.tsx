"use client";

import { useQuery } from "@tanstack/react-query";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { verificationQuery } from "@/lib/api/verification-query";
import { howSaid } from "./how-known";
import { HowMark } from "./verified-mark";

/** How figures of a chain are known that no proof covers: one node says so, or so many agree. Leads to which nodes those are. */
export function SaidMark({ chainId }: { chainId: string }) {
  const { network, height } = usePlace();
  const { data } = useQuery(verificationQuery(network, height));
  return (
    <PlaceLink to="/status" className="whitespace-nowrap no-underline hover:underline">
      <HowMark how={howSaid(data?.data, chainId)} />
    </PlaceLink>
  );
}
