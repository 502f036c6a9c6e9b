import type { ConsumerId } from "./ids";
import type { ConsumerFacts } from "./types";

/** A name shorter than this is a word of the language more often than a consumer. */
const SHORTEST_NAME = 4;

/**
 * Consumers that a text names: by "consumer 3", by chain id or by name, whole words, case ignored. A guess, and to be shown
 * as one (product.md §3): names repeat and are chosen by anybody.
 */
export function mentionedConsumers(
  text: string,
  consumers: readonly Pick<ConsumerFacts, "consumerId" | "chainId" | "metadata">[],
): ConsumerId[] {
  const words = ` ${plainWords(text)} `;
  return consumers
    .filter(({ consumerId, chainId, metadata }) => {
      const names = [chainId, metadata.name].map(plainWords).filter((name) => name.length >= SHORTEST_NAME);
      return [...names, `consumer ${consumerId}`, `consumer id ${consumerId}`].some((name) =>
        words.includes(` ${name} `),
      );
    })
    .map(({ consumerId }) => consumerId);
}

/** Letters, digits and hyphens between single blanks, lower case. */
function plainWords(text: string): string {
  return text
    .slice(0, 50_000)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}-]+/gu, " ")
    .replace(/(^|\s)-+|-+(?=\s|$)/g, "$1")
    .trim();
}
