import { QueryClient } from "@cosmjs/stargate";
import type { CometClient } from "@cosmjs/tendermint-rpc";
import type { ChainClient } from "./types";

/**
 * CosmJS's query client over our endpoints: its codecs and extensions, our failover and deadlines. It uses nothing of the
 * Comet client but `abciQuery`; our errors pass through it unchanged.
 */
export function queryClientOver(client: ChainClient, signal?: AbortSignal): QueryClient {
  const comet = {
    abciQuery: async ({ path, data, height }: { path: string; data: Uint8Array; height?: number }) => {
      const answer = await client.abciQuery({ path, data, ...(height === undefined ? {} : { height }) }, signal);
      return {
        key: new Uint8Array(),
        value: answer.value,
        proof: undefined,
        height: answer.height,
        index: 0,
        code: 0,
        codespace: "",
        log: "",
        info: "",
      };
    },
    disconnect: () => undefined,
  };
  return new QueryClient(comet as unknown as CometClient);
}
