import "server-only";
import type { LinkView, PlumbingView } from "@/lib/api/contracts/plumbing";
import { parseAnyAddress } from "@/lib/ics/address";
import type { FindingCode } from "@/lib/ics/finding";
import type { ConsumerFacts } from "@/lib/ics/types";
import { listRelayers } from "@/lib/store/read-plumbing";
import { consumerItem, sideOf } from "./consumer-item";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import { pipelinesOf } from "./pipeline-view";
import { readRoad } from "./road-view";
import { viewAt } from "./view";

/** So many of a chain's last relaying transactions are counted. */
const WINDOW = 2_000;
/** Findings that say something about what joins two chains. */
const ABOUT_LINKS: ReadonlySet<string> = new Set<FindingCode>([
  "never-started",
  "no-channel",
  "no-packet-yet",
  "packet-late",
  "queued-client-inactive",
  "client-expiring",
  "client-expired",
  "client-frozen",
  "timeout-not-relayed",
  "channel-closed",
  "halted",
  "endpoint-unreachable",
]);

/** What joins the provider and its consumers, and who carries what over it. */
export function readPlumbing(deps: ServerDeps, network: string, at: ViewAt): Promise<ReadResult<PlumbingView>> {
  return viewAt<PlumbingView>(deps, network, at, async (frame) => {
    const { snapshot } = frame;
    const chains = [{ chainId: snapshot.chainId, height: snapshot.height }];
    const unread: string[] = [];
    for (const consumer of snapshot.consumers) {
      const { position } = sideOf(frame, consumer);
      if (position.state === "known") chains.push({ chainId: position.chain.chainId, height: position.block.height });
      else if (position.state === "unknown") unread.push(consumer.consumerId);
    }
    const [links, relayers] = await Promise.all([
      linksOf(deps, frame),
      listRelayers(deps.store.db, network, chains, WINDOW),
    ]);
    return {
      data: {
        providerChainId: snapshot.chainId,
        links,
        relayers: relayers.map(({ relayer, fees, ...row }) => {
          const account = relayer === undefined ? undefined : parseAnyAddress(relayer)?.hex;
          return {
            ...row,
            ...(relayer === undefined ? {} : { address: relayer }),
            ...(account === undefined ? {} : { account }),
            fees: [...fees],
          };
        }),
        window: WINDOW,
        unread,
      },
    };
  });
}

async function linksOf(deps: ServerDeps, frame: Frame): Promise<LinkView[]> {
  const { consumers } = frame.snapshot;
  const joined = consumers.filter(({ phase }) => phase !== "registered" && phase !== "initialized");
  const [pipelines, roads] = await Promise.all([
    pipelinesOf(deps, frame, joined),
    Promise.all(joined.map((consumer) => readRoad(deps, frame, consumer, sideOf(frame, consumer)))),
  ]);
  const byId = new Map(joined.map(({ consumerId }, i) => [consumerId, { pipeline: pipelines[i], road: roads[i] }]));
  return consumers.map((consumer) => {
    const { consumerId, chainId, metadata, phase, clientId } = consumer;
    const { pipeline, road } = byId.get(consumerId) ?? {};
    const transfer = transferOf(frame, consumer);
    return {
      consumerId,
      chainId,
      name: metadata.name,
      phase,
      ...healthOf(frame, consumer),
      ...(road ? { connection: road.connection, channel: road.channel } : {}),
      ...(transfer ? { transfer } : {}),
      ...(clientId !== undefined && pipeline?.clientOnProvider ? { clientOnProvider: pipeline.clientOnProvider } : {}),
      ...(pipeline?.clientOnConsumer ? { clientOnConsumer: pipeline.clientOnConsumer } : {}),
      packets: {
        sent: pipeline?.vsc.sent ?? "0",
        received: pipeline?.vsc.received ?? "0",
        queued: pipeline?.vsc.queued ?? "0",
      },
    };
  });
}

function healthOf(frame: Frame, consumer: ConsumerFacts): Pick<LinkView, "health" | "because"> {
  if (consumer.phase !== "launched") return { health: "none" };
  const worst = consumerItem(frame, consumer).findings.find(({ code }) => ABOUT_LINKS.has(code));
  if (worst?.severity !== "bad" && worst?.severity !== "warn") return { health: "ok" };
  return { health: worst.severity, because: worst.sentence };
}

/** The channel rewards came over, else the one the consumer's parameters name. */
function transferOf({ snapshot }: Frame, { consumerId, initParams }: ConsumerFacts): LinkView["transfer"] {
  const seen = snapshot.rewards.totals.findLast(
    (total) => total.consumerId === consumerId && total.sourceChannel !== undefined,
  );
  if (seen?.sourceChannel !== undefined) {
    const providerChannelId = /^transfer\/(channel-\d+)\//.exec(seen.trace ?? "")?.[1];
    return { consumerChannelId: seen.sourceChannel, ...(providerChannelId ? { providerChannelId } : {}) };
  }
  const named = initParams?.distributionTransmissionChannel;
  return named ? { consumerChannelId: named } : undefined;
}
