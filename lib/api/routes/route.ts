import type * as z from "zod";
import { DIRECTIONS, PACKET_STATES } from "@/lib/ics/packet-lane";

/** What may be asked for at a route beside its GET. */
export interface Order {
  readonly summary: string;
  readonly answer: z.ZodType;
  readonly parameters: readonly ParameterName[];
}

/** One route of the API, as `openapi.json` describes it. */
export interface Route {
  readonly path: string;
  readonly summary: string;
  readonly answer: z.ZodType;
  readonly parameters: readonly ParameterName[];
  readonly isList?: boolean;
  readonly post?: Order;
}

/** Parameters of every list. */
export const LIST = ["height", "limit", "cursor", "format"] as const;

/** Every parameter there is, described once. */
export const PARAMETERS = {
  network: {
    name: "network",
    in: "path",
    required: true,
    schema: { type: "string" },
    description: "Name of the network as configured",
  },
  id: {
    name: "id",
    in: "path",
    required: true,
    schema: { type: "string", pattern: "^(0|[1-9][0-9]*)$" },
    description: "Consumer id",
  },
  scope: {
    name: "scope",
    in: "path",
    required: true,
    schema: { type: "string", pattern: "^(provider|0|[1-9][0-9]*)$" },
    description: '"provider", or a consumer id',
  },
  ofChain: { name: "chain", in: "query", schema: { type: "string" }, description: "Chain id; left out: the provider" },
  subject: {
    name: "subject",
    in: "query",
    required: true,
    schema: { type: "string" },
    description: "What is proven, as `subject` of the verification says it",
  },
  slash: {
    name: "id",
    in: "path",
    required: true,
    schema: { type: "string", pattern: "^[0-9]+-[0-9]+$" },
    description: "Id of a punishment: provider height, and place among the punishments of that block",
  },
  any: {
    name: "any",
    in: "path",
    required: true,
    schema: { type: "string" },
    description:
      "Operator, account or consensus address with any prefix, hex, base64 public key, assigned consumer key, or moniker",
  },
  v: {
    name: "v",
    in: "query",
    schema: { type: "string" },
    description: "Up to 50 validators by any of their names, with commas or new lines between",
  },
  delegator: {
    name: "delegator",
    in: "query",
    schema: { type: "string" },
    description:
      "An account whose delegations are read live from the provider's nodes: 502 or 504 when they do not answer",
  },
  searchFor: {
    name: "q",
    in: "query",
    required: true,
    schema: { type: "string", maxLength: 500 },
    description: "Text to search for",
  },
  duties: {
    name: "duties",
    in: "query",
    schema: { type: "string", enum: ["none"] },
    description: "`none` leaves out what each validator has to do",
  },
  proposal: {
    name: "id",
    in: "path",
    required: true,
    schema: { type: "string", pattern: "^(0|[1-9][0-9]*)$" },
    description: "Number of the proposal on its chain",
  },
  chain: {
    name: "chain",
    in: "query",
    schema: { type: "string" },
    description: "Chain id whose governance is meant: the provider or a consumer",
  },
  height: {
    name: "height",
    in: "query",
    schema: { type: "integer", minimum: 1 },
    description: "Provider height the answer is pinned to; default: the last block indexed",
  },
  checkedHeight: {
    name: "height",
    in: "query",
    schema: { type: "integer", minimum: 1 },
    description: "Height of that chain; the last check at or before it is repeated. Default: the last check there is",
  },
  limit: { name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 1000, default: 1000 } },
  direction: {
    name: "direction",
    in: "query",
    schema: { type: "string", enum: DIRECTIONS },
    description: "`vsc`: validator-set updates from the provider; `slash`: what the consumer sends back",
  },
  state: { name: "state", in: "query", schema: { type: "string", enum: PACKET_STATES }, description: "Where it is" },
  consumer: { name: "consumer", in: "query", schema: { type: "string" }, description: "Consumer id" },
  since: {
    name: "since",
    in: "query",
    schema: { type: "string", format: "date-time" },
    description: "Sent, or queued, at this UTC time or later",
  },
  ofConsumer: { name: "consumer", in: "path", required: true, schema: { type: "string" }, description: "Consumer id" },
  laneDirection: { name: "direction", in: "path", required: true, schema: { type: "string", enum: DIRECTIONS } },
  sequence: {
    name: "sequence",
    in: "path",
    required: true,
    schema: { type: "string", pattern: "^[1-9][0-9]*$" },
    description: "Its number on the channel",
  },
  cursor: { name: "cursor", in: "query", schema: { type: "string" }, description: "`next` of the answer before" },
  phase: {
    name: "phase",
    in: "query",
    schema: { type: "string", enum: ["registered", "initialized", "launched", "stopped", "deleted"] },
    description: "Consumers in this phase only",
  },
  kind: {
    name: "kind",
    in: "query",
    schema: { type: "string", enum: ["top-n", "opt-in"] },
    description: "Consumers of this kind only",
  },
  q: {
    name: "q",
    in: "query",
    schema: { type: "string", maxLength: 100 },
    description: "What name, chain id or number must contain",
  },
  sort: {
    name: "sort",
    in: "query",
    schema: { type: "string" },
    description: "`id`, `name`, `phase`, `validators` or `share`; a leading `-` turns the order around",
  },
  format: {
    name: "format",
    in: "query",
    schema: { type: "string", enum: ["csv"] },
    description: "A list as CSV, as `Accept: text/csv` asks for it: all of it, unless limit or cursor is given",
  },
} as const;

export type ParameterName = keyof typeof PARAMETERS;
