"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Address } from "@/components/ui/address";
import { DefinitionList } from "@/components/ui/definition-list";
import { ExportLinks } from "@/components/ui/export-links";
import { FigureRow } from "@/components/ui/figure-row";
import { NodeCommand } from "@/components/ui/node-command";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { Term } from "@/components/ui/term";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import { VerifiedMark } from "@/components/verify/verified-mark";
import { consumerQuery } from "@/lib/api/consumer-query";
import type { ConsumerView } from "@/lib/api/contracts/consumer";
import { providerQueryCommand } from "@/lib/format/node-command";
import { formatInteger, formatShare } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { deriveCauses } from "./causes";
import { ChainOfCauses } from "./chain-of-causes";
import { ConsumerHeader } from "./consumer-header";
import { consumerSentence } from "./consumer-sentence";
import { LeavingPart } from "./leaving-part";
import { InfractionParameters, InitParameters, PowerShapingParameters } from "./parameters";
import { PhaseMark } from "./phase-mark";
import { SyncState } from "./sync-state";
import { Timeline } from "./timeline";

/** A consumer's first page: what is so, why, how it was set up, and how it came to be. */
export function ConsumerOverview({
  consumerId,
  findings,
  proposals,
}: {
  consumerId: string;
  findings: ReactNode;
  proposals: ReactNode;
}) {
  const { network, height } = usePlace();
  const { data } = useQuery(consumerQuery(network, consumerId, height));
  if (!data) return null;
  const view = data.data;
  const path = `/consumers/${view.consumerId}`;
  return (
    <>
      <ConsumerHeader consumer={view} tab="" />
      <h1 className="mt-6">{consumerSentence(view)}</h1>
      {findings}
      <ChainOfCauses causes={deriveCauses(view)} />
      <FigureRow figures={figuresOf(view)} />
      {view.leaving === undefined ? null : <LeavingPart view={{ ...view, leaving: view.leaving }} />}
      <div className="mt-8 grid gap-x-12 gap-y-8 lg:grid-cols-2">
        <Part title="Who it is">
          <About view={view} />
        </Part>
        <Part title="Who validates it">
          <PowerShapingParameters
            bondDenom={view.bondDenom}
            shaping={view.powerShaping}
            minPowerInTopN={view.minPowerInTopN}
          />
        </Part>
        <Part title="How it was set up">
          <InitParameters parameters={view.initParams} />
        </Part>
        <Part title="What offences cost">
          <InfractionParameters infraction={view.infraction} pending={view.pendingInfraction} />
        </Part>
      </div>
      {proposals}
      <section className="mt-8">
        <Timeline entries={view.timeline} path={path} />
      </section>
      <p className="mt-4 text-muted">
        <ExportLinks path={path} />
      </p>
      <NodeCommand commands={[providerQueryCommand("QueryConsumerChain", data.asOf.height, view.consumerId)]} />
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-1">{title}</h2>
      {children}
    </section>
  );
}

function figuresOf(view: ConsumerView) {
  const { vsc, shareOfProvider, lastBlock, consumerChain } = view;
  return [
    {
      key: "validators",
      word: "Validators in the stored set",
      value: (
        <>
          <PlaceLink to={`/consumers/${view.consumerId}/validators`} className="inline-block min-h-6 min-w-6 leading-6">
            {formatInteger(String(view.validatorCount))}
          </PlaceLink>{" "}
          <VerifiedMark consumerId={view.consumerId} subject="stored-set" />
        </>
      ),
    },
    {
      key: "optedIn",
      word: <Term id="opt-in">Opted in</Term>,
      value: (
        <>
          {view.optedInCount === 0 ? "no one" : formatInteger(String(view.optedInCount))}{" "}
          <VerifiedMark consumerId={view.consumerId} subject="opted-in" />
        </>
      ),
    },
    {
      key: "share",
      word: "Share of provider power",
      value: isUnknown(shareOfProvider) ? <Unknown because={shareOfProvider.because} /> : formatShare(shareOfProvider),
    },
    ...(view.consumerPower === view.providerPower
      ? []
      : [
          {
            key: "power",
            word: "Power there / on the provider",
            value: `${formatInteger(view.consumerPower)} / ${formatInteger(view.providerPower)}`,
          },
        ]),
    ...(view.sync === undefined
      ? []
      : [
          {
            key: "sync",
            word: <Term id="in-sync">Set on both sides</Term>,
            value: <SyncState sync={view.sync} vsc={vsc} />,
          },
        ]),
    {
      key: "vsc",
      word: <Term id="vsc-packet">Updates</Term>,
      value: (
        <>
          queued {vsc.queued} ▸ sent {vsc.sent} ▸ received{" "}
          {isUnknown(vsc.received) ? <Unknown because={vsc.received.because} /> : vsc.received} ▸ acknowledged{" "}
          {vsc.acked} <VerifiedMark consumerId={view.consumerId} subject="sequences" />
        </>
      ),
    },
    ...(lastBlock === undefined
      ? []
      : [
          {
            key: "block",
            word: "Its last block",
            value: isUnknown(lastBlock) ? (
              <Unknown because={lastBlock.because} />
            ) : (
              <>
                <span className="font-mono">{lastBlock.height}</span> · <Time iso={lastBlock.time} />
              </>
            ),
          },
        ]),
    ...(consumerChain === undefined || isUnknown(consumerChain)
      ? []
      : [{ key: "run", word: "Validators it runs", value: formatInteger(String(consumerChain.validatorCount)) }]),
  ];
}

function Owner({ view: { owner, isOwnedByGovernance } }: { view: ConsumerView }) {
  if (owner === "") return "none";
  if (!isOwnedByGovernance) return <Address value={owner} />;
  return (
    <>
      governance (<Address value={owner} />)
    </>
  );
}

function About({ view }: { view: ConsumerView }) {
  const { metadata } = view;
  return (
    <DefinitionList
      entries={[
        {
          key: "phase",
          word: "Phase",
          value: (
            <>
              <PhaseMark phase={view.phase} /> <VerifiedMark consumerId={view.consumerId} subject="phase" />
            </>
          ),
        },
        {
          key: "owner",
          word: "Owner",
          value: (
            <>
              <Owner view={view} /> <VerifiedMark consumerId={view.consumerId} subject="owner" />
            </>
          ),
        },
        {
          key: "description",
          word: "Description",
          value: safeText(metadata.description, 1000) || <span className="text-muted">none given</span>,
        },
        {
          key: "metadata",
          word: "Metadata",
          value: safeText(metadata.metadata, 1000) || <span className="text-muted">none given</span>,
        },
        {
          key: "client",
          word: <Term id="light-client">Client on the provider</Term>,
          value: (
            <>
              {view.clientId ?? <span className="text-muted">none</span>}{" "}
              <VerifiedMark consumerId={view.consumerId} subject="client" />
            </>
          ),
        },
        {
          key: "channel",
          word: <Term id="ccv-channel">Channel on the provider</Term>,
          value: (
            <>
              {view.channelId ?? <span className="text-muted">none</span>}{" "}
              <VerifiedMark consumerId={view.consumerId} subject="channel" />
            </>
          ),
        },
        {
          key: "denoms",
          word: "Reward denoms allowed",
          value:
            view.allowlistedRewardDenoms.length === 0 ? (
              <span className="text-muted">none</span>
            ) : (
              view.allowlistedRewardDenoms.map((denom) => safeText(denom, 80)).join(", ")
            ),
        },
        ...(view.launchedAt
          ? [{ key: "launched", word: "Launched", value: <Time iso={view.launchedAt.time} isFull /> }]
          : []),
        ...(view.removalTime
          ? [{ key: "removal", word: "Deleted from", value: <Time iso={view.removalTime} isFull /> }]
          : []),
      ]}
    />
  );
}
