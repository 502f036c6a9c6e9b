"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Amount } from "@/components/ui/amount";
import { FigureRow } from "@/components/ui/figure-row";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { Term } from "@/components/ui/term";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import { FigureMark } from "@/components/verify/figure-mark";
import type { OverviewView as Overview } from "@/lib/api/contracts/network";
import { overviewQuery } from "@/lib/api/overview-query";
import { denomUnit } from "@/lib/format/denom";
import { formatInteger } from "@/lib/format/number";
import { PHASE_WORDS } from "@/lib/format/words";
import { CONSUMER_PHASES } from "@/lib/ics/types";
import { overviewSentence } from "./overview-sentence";
import { SlashMeter } from "./slash-meter";

/** The sentence, what needs attention, and the figures of a network. `findings` and `lastSlash` draw what is not ours. */
export function OverviewView({ findings, lastSlash }: { findings: ReactNode; lastSlash: ReactNode }) {
  const { network, height } = usePlace();
  const { data } = useQuery(overviewQuery(network, height));
  if (!data) return null;
  const view = data.data;
  return (
    <>
      <h1>{overviewSentence(view)}</h1>
      {findings}
      <FigureRow
        figures={[
          { key: "consumers", word: "Consumers by phase", value: <PhaseCounts counts={view.consumersByPhase} /> },
          {
            key: "validators",
            word: "Validators",
            value: (
              <PlaceLink to="/validators">
                {formatInteger(String(view.validators.active))} active of {formatInteger(String(view.validators.total))}
              </PlaceLink>
            ),
          },
          {
            key: "stake",
            word: "Bonded stake",
            value: <Amount base={view.validators.bondedStake} {...denomUnit(view.validators.denom)} />,
          },
          { key: "epoch", word: <Term id="epoch">Next epoch</Term>, value: <NextEpoch epoch={view.epoch} /> },
          {
            key: "meter",
            word: <Term id="slash-meter">Slash meter</Term>,
            value: isUnknown(view.slashMeter) ? (
              <Unknown because={view.slashMeter.because} />
            ) : (
              <>
                <SlashMeter meter={view.slashMeter} /> <FigureMark subject="slash-meter" name="slash meter" />
              </>
            ),
          },
          { key: "flight", word: "Packets in flight", value: formatInteger(String(view.packetsInFlight)) },
          { key: "slash", word: "Last punishment", value: lastSlash },
        ]}
      />
    </>
  );
}

function PhaseCounts({ counts }: { counts: Overview["consumersByPhase"] }) {
  return (
    <span className="flex flex-wrap gap-x-3">
      {CONSUMER_PHASES.filter((phase) => counts[phase] > 0).map((phase) => (
        <PlaceLink
          key={phase}
          to={`/consumers?phase=${phase}`}
          className="whitespace-nowrap"
          aria-label={`${counts[phase]} ${phase}`}
          title={PHASE_WORDS[phase].word}
        >
          {PHASE_WORDS[phase].mark} {counts[phase]}
        </PlaceLink>
      ))}
    </span>
  );
}

function NextEpoch({ epoch }: { epoch: Overview["epoch"] }) {
  if (isUnknown(epoch)) return <Unknown because={epoch.because} />;
  return (
    <span title={`at height ${epoch.nextHeight}; epochs last ${epoch.blocksPerEpoch} blocks`}>
      in {epoch.blocksLeft} of {epoch.blocksPerEpoch} blocks
      {epoch.expectedAt ? (
        <span className="text-muted">
          , about <Time iso={epoch.expectedAt} />
        </span>
      ) : null}
    </span>
  );
}
