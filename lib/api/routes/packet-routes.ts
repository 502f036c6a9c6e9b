import { envelope } from "../contracts/common";
import { packetsView, packetView } from "../contracts/packet";
import { consumerPipelineView, pipelinesView } from "../contracts/pipeline";
import { LIST, type Route } from "./route";

/** Packets of the CCV channels, both directions. */
export const PACKET_ROUTES: readonly Route[] = [
  {
    path: "/api/v1/{network}/packets",
    summary: "Packets of every consumer: what may still move first, oldest first, then what is settled, latest first",
    answer: envelope(packetsView),
    parameters: ["network", "direction", "state", "consumer", "since", ...LIST],
    isList: true,
  },
  {
    path: "/api/v1/{network}/consumers/{id}/packets",
    summary: "Packets of one consumer, both directions, in the same order",
    answer: envelope(packetsView),
    parameters: ["network", "id", "direction", "state", "since", ...LIST],
    isList: true,
  },
  {
    path: "/api/v1/{network}/packets/{consumer}/{direction}/{sequence}",
    summary: "One packet: its hops, who relayed it, what it changes",
    answer: envelope(packetView),
    parameters: ["network", "ofConsumer", "laneDirection", "sequence", "height"],
  },
  {
    path: "/api/v1/{network}/pipelines",
    summary: "How many packets of each launched consumer are where, the oldest at each hop, and both light clients",
    answer: envelope(pipelinesView),
    parameters: ["network", ...LIST],
    isList: true,
  },
  {
    path: "/api/v1/{network}/consumers/{id}/pipeline",
    summary: "One consumer's pipeline, how it is joined to its provider, and how long its packets took lately",
    answer: envelope(consumerPipelineView),
    parameters: ["network", "id", "height"],
  },
];
