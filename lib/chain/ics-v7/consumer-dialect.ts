import { parseConsumerId } from "@/lib/ics/ids";
import { queryClientOver } from "../comet-adapter";
import { decodeMessage } from "../decode-message";
import type { ConsumerDialect, ConsumerParams } from "../dialect";
import { undecodable } from "../errors";
import { QueryParamsRequest, QueryParamsResponse } from "../proto/interchain_security/ccv/consumer/v1/query";
import { readRows } from "../raw-store/read-rows";
import { readText } from "../raw-store/values";
import type { ChainClient } from "../types";

export const CONSUMER_PARAMS_PATH = "/interchain_security.ccv.consumer.v1.Query/QueryParams";

const PROVIDER_CLIENT_ID = Uint8Array.of(3);

/** A consumer of ICS v5 and later (ics-protocol.md §1.4). */
export class IcsV7Consumer implements ConsumerDialect {
  readonly name = "ics-v7";

  constructor(private readonly client: ChainClient) {}

  async fetchConsumerParams(height: number, signal?: AbortSignal): Promise<ConsumerParams> {
    const request = QueryParamsRequest.encode({}).finish();
    const { value } = await queryClientOver(this.client, signal).queryAbci(CONSUMER_PARAMS_PATH, request, height);
    const { params } = decodeMessage("the consumer's parameters", () => QueryParamsResponse.decode(value));
    if (!params) throw undecodable("the consumer's parameters");
    const consumerId = parseConsumerId(params.consumerId);
    return { enabled: params.enabled, ...(consumerId === undefined ? {} : { consumerId }) };
  }

  async fetchProviderClientId(height: number, signal?: AbortSignal): Promise<string | undefined> {
    const [row] = await readRows(this.client, "ccvconsumer", [PROVIDER_CLIENT_ID], height, signal);
    return row && readText(row);
  }
}
