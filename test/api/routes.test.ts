import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { GET as healthGet } from "@/app/api/health/route";
import { GET as readyGet } from "@/app/api/ready/route";
import { GET as networksGet } from "@/app/api/v1/networks/route";
import { GET as openApiGet } from "@/app/api/v1/openapi.json/route";
import { GET as metricsGet } from "@/app/metrics/route";
import type { Tape } from "@/devnet/tape/tape";
import { runsSet } from "@/lib/api/contracts/changeover";
import { envelope, errorBody, finding } from "@/lib/api/contracts/common";
import {
  consumersView,
  consumerValidatorsView,
  consumerView,
  setProof,
  validatorHeights,
} from "@/lib/api/contracts/consumer";
import { consumerHistoryView } from "@/lib/api/contracts/history";
import { launchesView, launchView } from "@/lib/api/contracts/launch";
import { networksView, overviewView, statusView } from "@/lib/api/contracts/network";
import { packetsView } from "@/lib/api/contracts/packet";
import { consumerPipelineView, pipelinesView } from "@/lib/api/contracts/pipeline";
import { consumerBlocksView, plumbingView } from "@/lib/api/contracts/plumbing";
import { consumerRewardsView, rewardsView } from "@/lib/api/contracts/reward";
import { searchView } from "@/lib/api/contracts/search";
import {
  consumerSecurityView,
  securityHistoryView,
  securityOverlapView,
  securityView,
} from "@/lib/api/contracts/security";
import { consumerSlashesExtra, slashesView, throttleView } from "@/lib/api/contracts/slash";
import { validatorsView, validatorView } from "@/lib/api/contracts/validator";
import { ChainError } from "@/lib/chain/errors";
import { guarded, OPTIONS } from "@/lib/server/answer";
import { updateChainState, upsertChain } from "@/lib/store/chain-rows";
import type { Store } from "@/lib/store/open-store";
import { callRoute, getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";

const PROVIDER = "ics-devnet-provider-1";
/** Past the launch of four consumers. */
const HEAD = 215;
/** Not in any store: its nodes answer nothing, or have not answered yet. */
const SILENT = { name: "silent", provider: { rpc: ["http://127.0.0.1:1"] }, consumers: [] };
const STARTING = { name: "starting", provider: { rpc: ["http://127.0.0.1:1"] }, consumers: [] };

let tape: Tape;
let store: Store;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store } = await indexTape(tape, HEAD));
  await upsertChain(store.db, { network: "silent", chainId: "gone-1", role: "provider" });
  await updateChainState(store.db, {
    network: "silent",
    chainId: "gone-1",
    state: "unreachable",
    detail: "connect ECONNREFUSED",
  });
  serveStore(store, [...(tape.networks as never[]), SILENT, STARTING], { metricsToken: "secret" });
}, 120_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

describe("each route answers in the shape it promises", () => {
  test.each<[string, z.ZodType]>([
    ["overview", envelope(overviewView)],
    ["consumers", envelope(consumersView)],
    ["consumers/1", envelope(consumerView)],
    ["consumers/4", envelope(consumerView)],
    ["search?q=labs", envelope(searchView)],
    ["validators?duties=none", envelope(validatorsView)],
    [
      "consumers/0/validators",
      envelope(consumerValidatorsView).extend({ heights: validatorHeights, proof: setProof, runs: runsSet }),
    ],
    [
      "consumers/7/validators",
      envelope(consumerValidatorsView).extend({ heights: validatorHeights, proof: setProof, runs: runsSet }),
    ],
    ["network", envelope(plumbingView)],
    ["consumers/1/blocks", envelope(consumerBlocksView)],
    ["consumers/4/blocks", envelope(consumerBlocksView)],
    ["rewards", envelope(rewardsView)],
    ["consumers/1/rewards", envelope(consumerRewardsView)],
    ["consumers/4/rewards", envelope(consumerRewardsView)],
    ["security", envelope(securityView)],
    ["security/overlap", envelope(securityOverlapView)],
    ["security/provider/history", envelope(securityHistoryView)],
    ["consumers/1/security", envelope(consumerSecurityView)],
    ["consumers/4/security", envelope(consumerSecurityView)],
    ["consumers/1/launch", envelope(launchView)],
    ["consumers/5/launch", envelope(launchView)],
    ["launches", envelope(launchesView)],
    ["packets", envelope(packetsView)],
    ["pipelines", envelope(pipelinesView)],
    ["consumers/1/pipeline", envelope(consumerPipelineView)],
    ["consumers/7/pipeline", envelope(consumerPipelineView)],
    ["consumers/0/packets", envelope(packetsView)],
    ["consumers/7/packets", envelope(packetsView)],
    ["consumers/1/history", envelope(consumerHistoryView)],
    ["validators", envelope(validatorsView)],
    ["findings", envelope(z.array(finding))],
    ["slashes", envelope(slashesView).extend({ throttle: throttleView })],
    ["consumers/1/slashes", envelope(slashesView).extend(consumerSlashesExtra)],
    ["consumers/4/slashes", envelope(slashesView).extend(consumerSlashesExtra)],
    ["status", envelope(statusView)],
  ])("%s", async (path, schema) => {
    for (const query of path === "status" ? [""] : ["", "?height=64", "?height=1"]) {
      const response = await callRoute("devnet", path + query);
      if (query === "?height=1" && path.startsWith("consumers/")) {
        expect(response.status).toBe(404); // No consumer had been created.
        continue;
      }
      expect(response.status).toBe(200);
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
      expect(response.headers.get("content-type")).toContain("application/json");
      const body: unknown = await response.json();
      expect(schema.safeParse(body).error).toBeUndefined();
      expect(JSON.stringify(body)).not.toContain(":null");
    }
  });

  test("networks names the provider, its dialect and how far it is read", async () => {
    const body = (await (await networksGet()).json()) as { data: unknown[] };
    expect(z.object({ data: networksView }).safeParse(body).error).toBeUndefined();
    expect(body.data).toMatchObject([
      { network: "devnet", providerChainId: PROVIDER, dialect: "ics-v7", head: { height: 1515 }, indexedHeight: HEAD },
      { network: "silent", indexedHeight: { state: "unknown", because: "unreachable" } },
      { network: "starting", providerChainId: { state: "unknown", because: "not-indexed-yet" } },
    ]);
  });

  test("one validator, by every name it has", async () => {
    const { data } = await getBody<{ data: z.infer<typeof validatorsView> }>("devnet", "validators");
    const isNamesake = (name: string) => data.filter(({ moniker }) => moniker === name).length > 1;
    const validator = data.find((row) => !isNamesake(row.moniker) && row.active) as z.infer<
      typeof validatorsView
    >[number];
    const { operator, providerConsAddress, moniker } = validator;
    const one = await getBody<{ data: z.infer<typeof validatorView> }>("devnet", `validators/${operator}`);
    expect(envelope(validatorView).safeParse(one).error).toBeUndefined();
    const names = [
      providerConsAddress,
      one.data.account,
      one.data.consHex,
      one.data.consHex.toUpperCase(),
      one.data.pubKey,
      moniker,
    ];
    for (const name of names) {
      const found = await getBody<{ data: { operator: string } }>("devnet", `validators/${encodeURIComponent(name)}`);
      expect(found.data.operator).toBe(operator);
    }
  });

  test("a name that several bear is not one of them", async () => {
    const { data } = await getBody<{ data: z.infer<typeof validatorsView> }>("devnet", "validators");
    expect(data.filter(({ moniker }) => moniker === "Basalt Labs")).toHaveLength(3);
    expect(await refusal("devnet", "validators/Basalt%20Labs")).toMatchObject({
      status: 404,
      code: "ambiguous-validator",
    });
  });

  test("a validator by a key it assigned on a consumer", async () => {
    const { data } = await getBody<{ data: z.infer<typeof consumerValidatorsView> }>(
      "devnet",
      "consumers/1/validators",
    );
    const assigned = data.find((row) => row.keyAssigned && row.stored);
    const found = await getBody<{ data: z.infer<typeof validatorView> }>(
      "devnet",
      `validators/${encodeURIComponent(assigned?.stored?.key ?? "")}`,
    );
    expect(found.data.operator).toBe(assigned?.operator);
    expect(found.data.keys.map(({ key }) => key)).toContain(assigned?.stored?.key);
  });
});

describe("the twin chain ids", () => {
  test("nodes belong to the consumer the chain itself names, and the twin says that it has none", async () => {
    const { data } = await getBody<{ data: z.infer<typeof consumersView> }>("devnet", "consumers");
    const twins = data.filter(({ chainId }) => chainId === "ics-optin-1");
    expect(twins.map(({ consumerId, hasEndpoint }) => [consumerId, hasEndpoint])).toEqual([
      ["1", true],
      ["8", false],
    ]);
  });
});

async function refusal(network: string, path: string): Promise<{ status: number; code: string; message: string }> {
  const response = await callRoute(network, path);
  expect(response.headers.get("cache-control")).toBe("no-store");
  const { error } = errorBody.parse(await response.json());
  return { status: response.status, ...error };
}

describe("what cannot be answered is refused in one sentence", () => {
  test.each([
    ["consumers?height=-1", 400, "bad-height"],
    ["consumers?height=0", 400, "bad-height"],
    ["consumers?height=1.5", 400, "bad-height"],
    ["consumers?height=1e3", 400, "bad-height"],
    ["consumers?height=latest", 400, "bad-height"],
    ["consumers?height=", 400, "bad-height"],
    ["consumers?height=99999999999999999999999999", 400, "bad-height"],
    ["consumers?height=5&height=6", 400, "bad-height"],
    ["consumers?limit=0", 400, "bad-limit"],
    ["consumers?limit=1001", 400, "bad-limit"],
    ["consumers?limit=x", 400, "bad-limit"],
    ["consumers?cursor=..", 400, "bad-cursor"],
    ["consumers/one", 400, "bad-consumer-id"],
    ["consumers/01", 400, "bad-consumer-id"],
    ["consumers/-1/validators", 400, "bad-consumer-id"],
    ["consumers/999", 404, "unknown-consumer"],
    ["consumers/999/validators", 404, "unknown-consumer"],
    ["consumers/1?height=2", 404, "unknown-consumer"],
    ["validators/nobody", 404, "unknown-validator"],
    [`validators/${"x".repeat(500)}`, 404, "unknown-validator"],
    [`consumers?height=${HEAD + 1}`, 404, "height-not-indexed"],
    ["consumers?height=1516", 404, "height-in-future"],
    ["overview?height=999999999999999", 404, "height-in-future"],
  ])("%s", async (path, status, code) => {
    const refused = await refusal("devnet", path);
    expect(refused).toMatchObject({ status, code });
    expect(refused.message).toMatch(/^[^\n]{10,300}\.$/);
  });

  test("networks that are not configured, not read yet, or whose nodes are gone", async () => {
    expect(await refusal("nope", "overview")).toMatchObject({ status: 404, code: "unknown-network" });
    expect(await refusal("starting", "overview")).toMatchObject({ status: 503, code: "not-indexed-yet" });
    expect(await refusal("silent", "overview")).toEqual({
      status: 502,
      code: "provider-unreachable",
      message: "The provider of silent cannot be read: connect ECONNREFUSED.",
    });
  });

  test("a node's fault is 502 or 504, ours is 500, and neither tells of our insides", async () => {
    const failing = async (error: Error) => {
      const response = await guarded(() => Promise.reject(error));
      return { status: response.status, ...errorBody.parse(await response.json()).error };
    };
    const node = (code: "timeout" | "bad-response") =>
      new ChainError(code, "http://10.0.0.7:26657 …", { retryable: true });
    expect(await failing(node("timeout"))).toMatchObject({ status: 504, code: "node-timeout" });
    expect(await failing(node("bad-response"))).toMatchObject({ status: 502, code: "node-bad-response" });
    const ours = await failing(new TypeError("reading 'secret' of undefined"));
    expect(ours).toMatchObject({ status: 500, code: "internal" });
    expect(ours.message).not.toContain("secret");
  });
});

describe("caching", () => {
  test("a pinned answer has a strong tag, is kept for good, and is not sent twice", async () => {
    const first = await callRoute("devnet", "consumers?height=100");
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    expect(first.headers.get("cache-control")).toContain("max-age=86400");
    const again = await callRoute("devnet", "consumers?height=100", { "if-none-match": `"other", W/${etag}` });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
    expect(again.headers.get("etag")).toBe(etag);
    expect((await callRoute("devnet", "consumers?height=101", { "if-none-match": etag })).status).toBe(200);
  });

  test("a live answer is good for a second", async () => {
    expect((await callRoute("devnet", "consumers")).headers.get("cache-control")).toBe(
      "public, max-age=1, stale-while-revalidate=5",
    );
  });
});

describe("lists", () => {
  test("pages by cursor give each row once, at one height", async () => {
    type Page = { data: { consumerId: string }[]; next?: string; asOf: { height: number } };
    const ids: string[] = [];
    let next: string | undefined;
    do {
      const page: Page = await getBody("devnet", `consumers?limit=4${next === undefined ? "" : `&cursor=${next}`}`);
      ids.push(...page.data.map(({ consumerId }) => consumerId));
      expect(page.asOf.height).toBe(HEAD);
      next = page.next;
    } while (next !== undefined);
    expect(ids).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
  });

  test("come as CSV to whoever asks for it, with one line each", async () => {
    const response = await callRoute("devnet", "consumers?height=200", { accept: "text/csv" });
    expect(response.headers.get("content-type")).toContain("text/csv");
    expect(response.headers.get("content-disposition")).toContain("devnet-consumers-200.csv");
    const lines = (await response.text()).split("\r\n");
    expect(lines[0]).toMatch(/^# devnet · ics-devnet-provider-1 · height 200 · .*\/consumers\?height=200$/);
    expect(lines[1]).toMatch(/^consumerId,chainId,name,phase,/);
    expect(lines).toHaveLength(14);
    const linked = await callRoute("devnet", "consumers?height=200&format=csv");
    expect((await linked.text()).split("\r\n").slice(1)).toEqual(lines.slice(1));
  });
});

describe("beside the views", () => {
  test("other sites may ask", () => {
    expect(OPTIONS().status).toBe(204);
    expect(OPTIONS().headers.get("access-control-allow-methods")).toBe("GET, HEAD, OPTIONS");
  });

  test("the OpenAPI file describes every route, with the fields of the contracts", async () => {
    const file = (await (await openApiGet()).json()) as {
      openapi: string;
      paths: Record<string, { get: { responses: Record<string, unknown> } }>;
    };
    expect(file.openapi).toBe("3.1.0");
    expect(Object.keys(file.paths)).toContain("/api/v1/{network}/consumers/{id}/validators");
    expect(JSON.stringify(file.paths["/api/v1/{network}/overview"])).toContain("packetsInFlight");
    expect(JSON.stringify(file)).not.toContain("$schema");
  });

  test("health is about this process, readiness about the record", async () => {
    expect(await (await healthGet()).json()).toMatchObject({ status: "ok", store: "pglite" });
    const ready = await readyGet();
    expect(ready.status).toBe(503);
    expect(JSON.stringify(await ready.json())).toContain("devnet/ics-devnet-provider-1: 1300 blocks behind its head");
  });

  test("metrics are for whoever brings the token", async () => {
    const ask = (headers: Record<string, string>) =>
      metricsGet(new Request("http://explorer.test/metrics", { headers }));
    expect((await ask({})).status).toBe(401);
    expect((await ask({ authorization: "Bearer secreT" })).status).toBe(401);
    const text = await (await ask({ authorization: "Bearer secret" })).text();
    expect(text).toContain(`explorer_indexed_height{network="devnet",chain_id="${PROVIDER}"} ${HEAD}`);
  });
});
