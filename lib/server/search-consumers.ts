import "server-only";
import { foldText } from "@/lib/format/fold-text";
import { type ConsumerId, parseConsumerId } from "@/lib/ics/ids";
import type { ConsumerFacts } from "@/lib/ics/types";
import type { ProviderSnapshot } from "./provider-snapshot";
import { type Found, fitOf, NOTHING, type SearchSource } from "./search-source";

interface Named {
  readonly consumer: ConsumerFacts;
  readonly name: string;
  readonly chainId: string;
}

const named = new WeakMap<ProviderSnapshot, readonly Named[]>();

function namesOf(snapshot: ProviderSnapshot): readonly Named[] {
  const known = named.get(snapshot);
  if (known) return known;
  const made = snapshot.consumers.map((consumer) => ({
    consumer,
    name: foldText(consumer.metadata.name),
    chainId: foldText(consumer.chainId),
  }));
  named.set(snapshot, made);
  return made;
}

/** Consumers by id, chain id and name (both may repeat: all are hits), client and channel on the provider. */
export const searchConsumers: SearchSource = (_deps, { snapshot }, { text, folded }): Found => {
  if (folded === "") return NOTHING;
  const id = parseConsumerId(/^(?:consumer\s+)?(\d{1,20})$/i.exec(text)?.[1] ?? "");
  const hits = namesOf(snapshot).flatMap((entry) => {
    const how = howMatched(snapshot, entry, id, text, folded);
    if (!how) return [];
    const { consumer } = entry;
    return [
      {
        kind: "consumer" as const,
        label: `${consumer.metadata.name.trim() || consumer.chainId} (consumer ${consumer.consumerId}, ${consumer.chainId})`,
        matched: how.matched,
        link: `/consumers/${consumer.consumerId}`,
        isExact: how.fit === 1,
        fit: how.fit,
      },
    ];
  });
  return { hits };
};

function howMatched(
  snapshot: ProviderSnapshot,
  { consumer, name, chainId }: Named,
  id: ConsumerId | undefined,
  text: string,
  folded: string,
): { matched: string; fit: number } | undefined {
  if (consumer.consumerId === id) return { matched: "consumer id", fit: 1 };
  if (consumer.clientId === text) return { matched: "its light client on the provider", fit: 1 };
  if (snapshot.flows.get(consumer.consumerId)?.channelId === text || consumer.channelId === text)
    return { matched: "its channel on the provider", fit: 1 };
  const byChain = fitOf(chainId, folded);
  const byName = fitOf(name, folded);
  if (byChain === 1) return { matched: "chain id", fit: 1 };
  if (byName !== undefined && byName >= (byChain ?? 0))
    return { matched: byName === 1 ? "name" : "part of its name", fit: byName };
  return byChain === undefined ? undefined : { matched: "part of its chain id", fit: byChain };
}
