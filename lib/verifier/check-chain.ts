import type { ChainRow } from "@/lib/store/chain-rows";
import type { Store } from "@/lib/store/open-store";
import { listConsumerLinks } from "@/lib/store/read-chain";
import { listConsumersAt } from "@/lib/store/read-provider";
import type { VerificationResult } from "@/lib/store/verification-rows";
import type { CheckedChain } from "./chain-checker";
import { checkConsumer } from "./check-consumer";
import { checkProvider } from "./check-provider";

/** Checks one chain at one height: a provider by its own rows and its consumers' headers, a consumer by its own. */
export async function checkChainAt(
  checked: CheckedChain,
  chain: ChainRow,
  chains: readonly ChainRow[],
  others: ReadonlyMap<string, CheckedChain>,
  height: number,
): Promise<VerificationResult[]> {
  const { db, network } = checked;
  if (chain.role === "provider") {
    const byConsumer = new Map<string, CheckedChain>();
    for (const other of chains) {
      const its = other.role === "consumer" ? others.get(other.chainId) : undefined;
      const consumerId = its && (await consumerIdOf(db, other));
      if (its && consumerId !== undefined) byConsumer.set(consumerId, its);
    }
    return checkProvider(checked, height, byConsumer);
  }
  const consumerId = await consumerIdOf(db, chain);
  if (consumerId === undefined) {
    const says = `block ${height + 1}`;
    const because = "which consumer it is, is not known yet";
    return [{ subject: "header", height, outcome: "unproven", because, says, rowCount: 0 }];
  }
  const provider = chains.find(({ role }) => role === "provider");
  const at = (provider?.nextHeight ?? 1) - 1;
  const consumers = await listConsumersAt(db, { network, height: at });
  const channel = consumers.find((consumer) => consumer.consumerId === consumerId)?.channelId;
  return checkConsumer(checked, height, { consumerId, ...(channel === undefined ? {} : { providerChannel: channel }) });
}

/** Which consumer a chain is, as the operator or the chain itself says. */
export async function consumerIdOf(db: Store["db"], chain: ChainRow): Promise<string | undefined> {
  const links = await listConsumerLinks(db, chain.network);
  return chain.consumerId ?? links.find(({ chainId }) => chainId === chain.chainId)?.consumerId;
}
