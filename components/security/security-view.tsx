"use client";

import { useQuery } from "@tanstack/react-query";
import { ExportLinks } from "@/components/ui/export-links";
import { FigureRow } from "@/components/ui/figure-row";
import { MethodLink } from "@/components/ui/method-link";
import { usePlace } from "@/components/ui/place";
import { securityQuery } from "@/lib/api/security-query";
import { count, formatInteger, formatShare, shareOf } from "@/lib/format/number";
import { OverlapMatrix } from "./overlap-matrix";
import { SecurityHistory } from "./security-history";
import { SecurityTable } from "./security-table";
import { amountWords, scopeName, securitySentence, weakest } from "./security-words";
import { SubsetCosts } from "./subset-costs";

/** The subset problem in figures. */
export function SecurityView() {
  const { network, height } = usePlace();
  const { data } = useQuery(securityQuery(network, height));
  if (!data) return null;
  const { data: items, of } = data;
  const isCut = of > items.filter(({ scope }) => scope !== "provider").length;
  const provider = items.find(({ scope }) => scope === "provider");
  const drawn = weakest(items) ?? provider;
  return (
    <>
      <h1>{securitySentence(items)}</h1>
      {provider ? (
        <FigureRow
          figures={[
            {
              key: "stake",
              word: <MethodLink id="stake">stake behind the provider</MethodLink>,
              value: amountWords(provider.stake, provider.denom),
            },
            {
              key: "halt",
              word: <MethodLink id="stake-to-halt">stake to halt the provider</MethodLink>,
              value:
                provider.stakeToHalt === undefined
                  ? "no set"
                  : `${amountWords(provider.stakeToHalt, provider.denom)}, ${provider.fewestToHalt} validators`,
            },
            { key: "chains", word: "consumers secured", value: formatInteger(String(of)) },
            {
              key: "again",
              word: <MethodLink id="also-securing">of its stake, securing consumers too</MethodLink>,
              value: `${amountWords(provider.alsoSecuring, provider.denom)} (${formatShare(shareOf(BigInt(provider.alsoSecuring), BigInt(provider.stake)))})`,
            },
          ]}
        />
      ) : null}
      {isCut ? (
        <p className="mb-2 text-muted">
          The {items.length - 1} of {count(of, "consumer")} that least stake can halt, the weakest first; the others are
          in the files below.
        </p>
      ) : null}
      <SecurityTable items={items} />
      <p className="mt-3 text-muted">
        Halt: more than a third of the power on that chain. Take: more than two thirds. Each head leads to its method.{" "}
        <ExportLinks path="/security" isList />
      </p>
      <SubsetCosts items={items} />
      {drawn ? (
        <SecurityHistory scope={drawn.scope} name={scopeName(drawn)} denom={drawn.denom} path="/security" />
      ) : null}
      <OverlapMatrix />
    </>
  );
}
