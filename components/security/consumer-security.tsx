"use client";

import { useQuery } from "@tanstack/react-query";
import { ExportLinks } from "@/components/ui/export-links";
import { usePlace } from "@/components/ui/place";
import type { ConsumerSecurityView, SecurityItem } from "@/lib/api/contracts/security";
import { consumerSecurityQuery } from "@/lib/api/security-query";
import { count, formatShare } from "@/lib/format/number";
import { CapArithmetic } from "./cap-arithmetic";
import { SecurityHistory } from "./security-history";
import { SecurityTable } from "./security-table";
import { amountWords, scopeName } from "./security-words";
import { SubsetCosts } from "./subset-costs";

/** How much security one consumer has beside its provider, and how the powers of its set came about. */
export function ConsumerSecurity({ consumerId }: { consumerId: string }) {
  const { network, height } = usePlace();
  const { data } = useQuery(consumerSecurityQuery(network, consumerId, height));
  if (!data) return null;
  const { figures, provider, cap } = data.data;
  if (!figures)
    return (
      <>
        <h1 className="mt-6">Nobody secures this consumer at this height: it is not launched.</h1>
        <p className="text-muted">Only launched consumers have a set that owes them something.</p>
      </>
    );
  return (
    <>
      <h1 className="mt-6 mb-4">{sentence(figures, provider)}</h1>
      <SecurityTable items={[figures, provider]} />
      <SubsetCosts items={[figures, provider]} />
      {cap ? <CapArithmetic cap={cap} consumerId={consumerId} /> : null}
      <SecurityHistory
        scope={consumerId}
        name={scopeName(figures)}
        denom={figures.denom}
        path={`/consumers/${consumerId}/security`}
      />
      <p className="mt-3 text-muted">
        <ExportLinks path={`/consumers/${consumerId}/security`} />
      </p>
    </>
  );
}

function sentence(figures: SecurityItem, provider: ConsumerSecurityView["provider"]): string {
  const { fewestToHalt, fewestToTake, stakeToHalt, haltCostOfProvider } = figures;
  if (fewestToHalt === undefined || stakeToHalt === undefined)
    return "It is launched, but nobody is in its set: nothing secures it.";
  const cost = haltCostOfProvider === undefined ? "" : `, ${formatShare(haltCostOfProvider)} of the provider's figure`;
  const compared = provider.fewestToHalt === undefined ? "" : `; the provider takes ${provider.fewestToHalt}`;
  return `${count(fewestToHalt, "validator")} with ${amountWords(stakeToHalt, figures.denom)} can halt it${cost}, ${fewestToTake} can take it${compared}.`;
}
