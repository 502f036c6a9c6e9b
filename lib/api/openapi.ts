import * as z from "zod";
import { VERSION } from "@/lib/shared/version";
import { errorBody } from "./contracts/common";
import { CORE_ROUTES } from "./routes/core-routes";
import { HOLDER_ROUTES } from "./routes/holder-routes";
import { LAUNCH_ROUTES } from "./routes/launch-routes";
import { PACKET_ROUTES } from "./routes/packet-routes";
import { PLUMBING_ROUTES } from "./routes/plumbing-routes";
import { PROPOSAL_ROUTES } from "./routes/proposal-routes";
import { REWARD_ROUTES } from "./routes/reward-routes";
import { type Order, PARAMETERS, type Route } from "./routes/route";
import { SEARCH_ROUTES } from "./routes/search-routes";
import { SECURITY_ROUTES } from "./routes/security-routes";
import { SLASH_ROUTES } from "./routes/slash-routes";
import { VERIFICATION_ROUTES } from "./routes/verification-routes";
import { WHAT_IF_ROUTES } from "./routes/what-if-routes";

/** All of them, subject by subject. */
// biome-ignore format: one a line
const ROUTES: readonly Route[] = [
  ...CORE_ROUTES,
  ...SEARCH_ROUTES,
  ...HOLDER_ROUTES,
  ...SECURITY_ROUTES,
  ...LAUNCH_ROUTES,
  ...SLASH_ROUTES,
  ...PACKET_ROUTES,
  ...PROPOSAL_ROUTES,
  ...REWARD_ROUTES,
  ...WHAT_IF_ROUTES,
  ...VERIFICATION_ROUTES,
  ...PLUMBING_ROUTES,
];

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
    paths: Object.fromEntries(
      ROUTES.map((route) => [
        route.path,
        { get: operation(route), ...(route.post ? { post: orderOf(route.path, route.post) } : {}) },
      ]),
    ),
    components: { schemas: { Error: schemaOf(errorBody) } },
  };
}

/** What a POST asks for; it is done later. */
function orderOf(path: string, { summary, answer, parameters }: Order): object {
  const { responses, ...described } = operation({ path, summary, answer, parameters }) as Record<string, unknown> & {
    responses: Record<string, object>;
  };
  const { 200: done, 502: _nodes, 503: _empty, 504: _late, ...refusals } = responses;
  const refusal = (description: string) => ({ ...refusals[404], description });
  return {
    ...described,
    operationId: `ask${String(described.operationId).replace(/^./, (letter) => letter.toUpperCase())}`,
    responses: {
      202: done,
      ...refusals,
      403: refusal("The request comes from a page of another site"),
      409: refusal("It cannot be checked: a record, or nothing is verified here, or no block can be proven yet"),
      429: refusal("Too many checks, of this client or in all"),
    },
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
