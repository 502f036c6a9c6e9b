import * as z from "zod";
import { VERSION } from "@/lib/shared/version";
import { envelope, errorBody, finding } from "./contracts/common";
import { consumersView, consumerValidatorsView, consumerView, setProof, validatorHeights } from "./contracts/consumer";
import { networksView, overviewView, statusView } from "./contracts/network";
import { validatorsView, validatorView } from "./contracts/validator";

interface Route {
  readonly path: string;
  readonly summary: string;
  readonly answer: z.ZodType;
  readonly parameters: readonly ("network" | "id" | "any" | "height" | "limit" | "cursor")[];
  readonly isList?: boolean;
}

const LIST = ["height", "limit", "cursor"] as const;

const ROUTES: readonly Route[] = [
  {
    path: "/api/v1/networks",
    summary: "Networks that are configured here, and how far each is read",
    answer: z.object({ data: networksView }),
    parameters: [],
  },
  {
    path: "/api/v1/{network}/overview",
    summary: "The network at a glance",
    answer: envelope(overviewView),
    parameters: ["network", "height"],
  },
  {
    path: "/api/v1/{network}/consumers",
    summary: "All consumers",
    answer: envelope(consumersView),
    parameters: ["network", ...LIST],
    isList: true,
  },
  {
    path: "/api/v1/{network}/consumers/{id}",
    summary: "One consumer, its parameters and its life",
    answer: envelope(consumerView),
    parameters: ["network", "id", "height"],
  },
  {
    path: "/api/v1/{network}/consumers/{id}/validators",
    summary: "Opted in, eligible, stored and signing, side by side",
    answer: envelope(consumerValidatorsView).extend({ heights: validatorHeights, proof: setProof }),
    parameters: ["network", "id", ...LIST],
    isList: true,
  },
  {
    path: "/api/v1/{network}/validators",
    summary: "All validators of the provider",
    answer: envelope(validatorsView),
    parameters: ["network", ...LIST],
    isList: true,
  },
  {
    path: "/api/v1/{network}/validators/{any}",
    summary: "One validator, by any of its names",
    answer: envelope(validatorView),
    parameters: ["network", "any", "height"],
  },
  {
    path: "/api/v1/{network}/findings",
    summary: "What needs attention, worst first",
    answer: envelope(z.array(finding)),
    parameters: ["network", ...LIST],
    isList: true,
  },
  {
    path: "/api/v1/{network}/status",
    summary: "What is read, how far, and how the nodes fare",
    answer: envelope(statusView),
    parameters: ["network"],
  },
];

const PARAMETERS = {
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
  any: {
    name: "any",
    in: "path",
    required: true,
    schema: { type: "string" },
    description:
      "Operator, account or consensus address with any prefix, hex, base64 public key, assigned consumer key, or moniker",
  },
  height: {
    name: "height",
    in: "query",
    schema: { type: "integer", minimum: 1 },
    description: "Provider height the answer is pinned to; default: the last block indexed",
  },
  limit: { name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 1000, default: 1000 } },
  cursor: { name: "cursor", in: "query", schema: { type: "string" }, description: "`next` of the answer before" },
} as const;

/** The OpenAPI 3.1 description of the API, from the schemas that the pages use as well. */
export function openApi(publicUrl?: string): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "Interchain Security Explorer",
      version: VERSION,
      description:
        "Read only. Integers of a chain are text, times are UTC with up to nine digits behind the second. A figure we do not have is " +
        '`{ "state": "unknown", "because": … }`; what does not apply is left out. Lists come as CSV for `Accept: text/csv`.',
    },
    ...(publicUrl === undefined ? {} : { servers: [{ url: publicUrl }] }),
    paths: Object.fromEntries(ROUTES.map((route) => [route.path, { get: operation(route) }])),
    components: { schemas: { Error: schemaOf(errorBody) } },
  };
}

function operation({ path, summary, answer, parameters, isList }: Route): object {
  const failure = (description: string) => ({
    description,
    content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
  });
  return {
    summary,
    operationId: path
      .replace(/^\/api\/v1\//, "")
      .replace(/[{}]/g, "")
      .replace(/[^a-zA-Z]+(.)/g, (_match, letter: string) => letter.toUpperCase()),
    parameters: parameters.map((name) => PARAMETERS[name]),
    responses: {
      200: {
        description: summary,
        content: {
          "application/json": { schema: schemaOf(answer) },
          ...(isList ? { "text/csv": { schema: { type: "string" } } } : {}),
        },
      },
      400: failure("A parameter is not what it should be"),
      404: failure("There is no such network, consumer, validator or height"),
      502: failure("The nodes do not answer as they should"),
      503: failure("Nothing is indexed yet"),
      504: failure("A node did not answer in time"),
    },
  };
}

function schemaOf(schema: z.ZodType): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: "output" });
  return rest;
}
