import { ConfigError } from "./errors";
import type { NetworkConfig } from "./networks";

/** The chain id a node says it is on; `undefined` when it does not answer. */
export type AskChainId = (url: string) => Promise<string | undefined>;

/**
 * Asks every configured node which chain it is. A node that does not answer is no fault of the configuration: it may be
 * back tomorrow, or be gone for good. One that answers for another chain is: its blocks would be taken for somebody else's.
 *
 * @throws ConfigError naming network, chain and URL
 */
export async function checkEndpoints(networks: readonly NetworkConfig[], ask: AskChainId): Promise<void> {
  for (const { name, provider, consumers } of networks) {
    const providerId = await sameChain(`network ${name}, provider`, undefined, provider.rpc, ask);
    for (const consumer of consumers) {
      const where = `network ${name}, consumer ${consumer.chainId ?? consumer.consumerId}`;
      const chainId = await sameChain(where, consumer.chainId, consumer.rpc, ask);
      if (chainId !== undefined && chainId === providerId) {
        throw new ConfigError(`NETWORKS_FILE: ${where}: ${consumer.rpc[0]} is chain ${chainId}, the provider itself`);
      }
    }
  }
}

async function sameChain(
  where: string,
  expected: string | undefined,
  urls: readonly string[],
  ask: AskChainId,
): Promise<string | undefined> {
  const answers = await Promise.all(urls.map(async (url) => ({ url, chainId: await ask(url) })));
  const known = answers.filter((answer): answer is { url: string; chainId: string } => answer.chainId !== undefined);
  const wanted = expected ?? known[0]?.chainId;
  const other = known.find(({ chainId }) => chainId !== wanted);
  if (other) {
    const than = expected === undefined ? `, but ${known[0]?.url} is chain ${wanted}` : "";
    throw new ConfigError(`NETWORKS_FILE: ${where}: ${other.url} is chain ${other.chainId}${than}`);
  }
  return wanted;
}

/** Asks `/status` over HTTP. Never throws: a node that is down, slow or talks nonsense has no chain id. */
export async function askChainId(url: string, timeoutMs = 3_000): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"jsonrpc":"2.0","id":1,"method":"status","params":{}}',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = (await response.json()) as { result?: { node_info?: { network?: unknown } } } | null;
    const chainId = body?.result?.node_info?.network;
    return typeof chainId === "string" && chainId !== "" ? chainId.slice(0, 100) : undefined;
  } catch {
    return undefined;
  }
}
