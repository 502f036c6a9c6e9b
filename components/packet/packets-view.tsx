"use client";

import { useQuery } from "@tanstack/react-query";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { Term } from "@/components/ui/term";
import { FigureMark } from "@/components/verify/figure-mark";
import type { PipelineView } from "@/lib/api/contracts/pipeline";
import { type PacketParameters, pipelinesQuery } from "@/lib/api/packet-queries";
import { safeText } from "@/lib/format/safe-text";
import { PacketList } from "./packet-list";
import { packetsSentence } from "./packets-sentence";
import { PipelineStrip } from "./pipeline-strip";

/** Every packet of every consumer: a strip for each, the stuck ones first, then the packets themselves. */
export function PacketsView({ parameters }: { parameters: PacketParameters }) {
  const { network, height } = usePlace();
  const { data } = useQuery(pipelinesQuery(network, height));
  if (!data) return null;
  const named = data.data.map((pipeline) => ({ ...pipeline, name: pipelineName(pipeline) }));
  return (
    <>
      <h1>{packetsSentence(named)}</h1>
      <p className="text-muted">
        <Term id="vsc-packet">Validator-set updates</Term> go from the provider to each consumer; downtime reports come
        back.
      </p>
      {parameters.cursor === undefined ? (
        <div className="mt-6 grid gap-4">
          {byUrgency(named).map((pipeline) => (
            <Strip key={pipeline.consumerId} pipeline={pipeline} />
          ))}
        </div>
      ) : null}
      <PacketList parameters={parameters} consumers={named} />
    </>
  );
}

function Strip({ pipeline: { consumerId, name, vsc, slash } }: { pipeline: PipelineView }) {
  const hasReports = slash !== undefined && (slash.received !== "0" || slash.sent !== "0");
  return (
    <section aria-label={`Packets of ${name} (${consumerId})`}>
      <h2>
        <PlaceLink to={`/consumers/${consumerId}/packets`} className="-my-0.5 inline-block min-h-6 leading-6">
          <bdi>{name}</bdi> ({consumerId})
        </PlaceLink>{" "}
        <FigureMark consumerId={consumerId} subject="sequences" name={`packets of ${name}`} />
      </h2>
      <PipelineStrip lane={vsc} />
      {hasReports && slash.stuckBecause !== undefined ? (
        <>
          <p className="text-muted">Downtime reports</p>
          <PipelineStrip lane={slash} />
        </>
      ) : null}
    </section>
  );
}

/** What stands still first, then what has most on its way; a consumer that is over last. */
function byUrgency(pipelines: readonly PipelineView[]): PipelineView[] {
  const rank = ({ phase, vsc, slash }: PipelineView) =>
    phase === "deleted" ? 3 : vsc.stuckBecause || slash?.stuckBecause ? 0 : (vsc.counts.sent ?? 0) > 0 ? 1 : 2;
  return pipelines.toSorted((a, b) => rank(a) - rank(b));
}

function pipelineName({ name, chainId, consumerId }: PipelineView): string {
  return safeText(name, 40) || safeText(chainId, 40) || consumerId;
}
