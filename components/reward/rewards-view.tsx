"use client";

import { useQuery } from "@tanstack/react-query";
import { usePlace } from "@/components/ui/place";
import { apiPath } from "@/lib/api/api-path";
import { rewardsQuery } from "@/lib/api/rewards-query";
import { rewardsSentence } from "./reward-words";
import { RewardsTable } from "./rewards-table";

/** What consumers pay for their security, from their fee split to the provider's payout. */
export function RewardsView() {
  const { network, height } = usePlace();
  const { data } = useQuery(rewardsQuery(network, height));
  if (!data) return null;
  return (
    <>
      <h1 className="mb-4">{rewardsSentence(data.data)}</h1>
      <RewardsTable rows={data.data} showConsumer />
      <p className="mt-3 text-muted">
        Sent = in flight + received. Received = to validators + community pool + held back + remainder. Amounts are in
        each denom's own unit: no price is guessed. <a href={apiPath(network, "/rewards", height)}>The same as JSON</a>
      </p>
    </>
  );
}
