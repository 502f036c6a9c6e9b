import type { QueryClient } from "@cosmjs/stargate";
import { decodeMessage } from "../decode-message";
import { undecodable } from "../errors";
import type { ConsumerPhase as WirePhase } from "../proto/interchain_security/ccv/provider/v1/provider";
import * as query from "../proto/interchain_security/ccv/provider/v1/query";

interface Codec<Request, Response> {
  readonly request: { encode(message: Request): { finish(): Uint8Array } };
  readonly response: { decode(bytes: Uint8Array): Response };
}

const SERVICE = "/interchain_security.ccv.provider.v1.Query/";
/** A real node pages by 100 unless asked; more than this many consumers come in further pages. */
const PAGE = 500n;
const MAX_PAGES = 200;

/** The provider's queries (ics-protocol.md §1.1) as an extension of CosmJS's query client. Heights are pinned by the caller. */
export function setupIcsExtension(base: QueryClient) {
  async function ask<Request, Response>(
    method: string,
    codec: Codec<Request, Response>,
    request: Request,
    height: number,
  ) {
    const { value } = await base.queryAbci(`${SERVICE}${method}`, codec.request.encode(request).finish(), height);
    return decodeMessage(`the answer to ${method}`, () => codec.response.decode(value));
  }
  return {
    ics: {
      params: (height: number) =>
        ask("QueryParams", { request: query.QueryParamsRequest, response: query.QueryParamsResponse }, {}, height),
      consumerChains: async (phase: WirePhase, height: number): Promise<query.Chain[]> => {
        const chains: query.Chain[] = [];
        let key = new Uint8Array();
        for (let page = 0; page < MAX_PAGES; page += 1) {
          const pagination = { key, offset: 0n, limit: PAGE, countTotal: false, reverse: false };
          const codec = { request: query.QueryConsumerChainsRequest, response: query.QueryConsumerChainsResponse };
          const answer = await ask("QueryConsumerChains", codec, { phase, pagination }, height);
          chains.push(...answer.chains);
          const next = answer.pagination?.nextKey;
          if (!next || next.length === 0) return chains;
          key = Uint8Array.from(next);
        }
        throw undecodable(`QueryConsumerChains: it did not end after ${MAX_PAGES} pages`);
      },
      consumerChain: (consumerId: string, height: number) =>
        ask(
          "QueryConsumerChain",
          { request: query.QueryConsumerChainRequest, response: query.QueryConsumerChainResponse },
          { consumerId },
          height,
        ),
      consumerValidators: (consumerId: string, height: number) =>
        ask(
          "QueryConsumerValidators",
          { request: query.QueryConsumerValidatorsRequest, response: query.QueryConsumerValidatorsResponse },
          { consumerId },
          height,
        ),
      optedInValidators: (consumerId: string, height: number) =>
        ask(
          "QueryConsumerChainOptedInValidators",
          {
            request: query.QueryConsumerChainOptedInValidatorsRequest,
            response: query.QueryConsumerChainOptedInValidatorsResponse,
          },
          { consumerId },
          height,
        ),
      assignedKeys: (consumerId: string, height: number) =>
        ask(
          "QueryAllPairsValConsAddrByConsumer",
          {
            request: query.QueryAllPairsValConsAddrByConsumerRequest,
            response: query.QueryAllPairsValConsAddrByConsumerResponse,
          },
          { consumerId },
          height,
        ),
      throttleState: (height: number) =>
        ask(
          "QueryThrottleState",
          { request: query.QueryThrottleStateRequest, response: query.QueryThrottleStateResponse },
          {},
          height,
        ),
      registeredRewardDenoms: (height: number) =>
        ask(
          "QueryRegisteredConsumerRewardDenoms",
          {
            request: query.QueryRegisteredConsumerRewardDenomsRequest,
            response: query.QueryRegisteredConsumerRewardDenomsResponse,
          },
          {},
          height,
        ),
    },
  };
}
