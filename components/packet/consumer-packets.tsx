"use client";

import { useQuery } from "@tanstack/react-query";
import { LatencyHistory } from "@/components/charts/latency-history";
import { PanelErrorBoundary } from "@/components/ui/panel-error-boundary";
import { usePlace } from "@/components/ui/place";
import { consumerPipelineQuery, type PacketParameters } from "@/lib/api/packet-queries";
import { formatAge } from "@/lib/format/time";
import { LightClients } from "./light-clients";
import { PacketList } from "./packet-list";
import { STUCK_WORDS } from "./packet-words";
import { consumerPacketsSentence } from "./packets-sentence";
import { PipelineStrip } from "./pipeline-strip";
import { Road } from "./road";

/** The packets of one consumer, both directions: where they are, what they travel on, how long they take. */
export function ConsumerPackets({ consumerId, parameters }: { consumerId: string; parameters: PacketParameters }) {
  const { network, height } = usePlace();
  const { data } = useQuery(consumerPipelineQuery(network, consumerId, height));
  if (!data) return null;
  const { vsc, slash, road, latency, ...pipeline } = data.data;
  const isFirst = parameters.cursor === undefined;
  return (
    <>
      <h1 className="mt-6">{consumerPacketsSentence(data.data)}</h1>
      {vsc.stuckBecause === undefined ? null : <p className="text-bad">✕ {STUCK_WORDS[vsc.stuckBecause]}</p>}
      {isFirst ? (
        <>
          <section className="mt-4" aria-label="Updates to the consumer">
            <h2>Updates to the consumer</h2>
            <PipelineStrip lane={vsc} />
            {vsc.usualMs === undefined ? null : (
              <p className="text-muted">
                Usually acknowledged {formatAge(vsc.usualMs)} after sending (median of the last 21).
              </p>
            )}
          </section>
          {slash === undefined ? null : (
            <section className="mt-4" aria-label="Reports to the provider">
              <h2>Reports to the provider</h2>
              <PipelineStrip lane={slash} />
            </section>
          )}
        </>
      ) : null}
      <PacketList consumerId={consumerId} parameters={parameters} />
      {isFirst && latency.length > 1 ? (
        <PanelErrorBoundary what="The chart of latency">
          <LatencyHistory points={latency} />
        </PanelErrorBoundary>
      ) : null}
      <div className="mt-8 grid gap-x-12 gap-y-8 lg:grid-cols-2">
        <LightClients pipeline={{ ...pipeline, vsc }} />
        <Road road={road} />
      </div>
    </>
  );
}
