import type { ConsumerId } from "./ids";
import type { ConsumerFacts } from "./types";

/** A name shorter than this is a word of the language more often than a consumer. */
const SHORTEST_NAME = 4;
/** Names of more words are looked for one by one: nobody's name has as many, and whose has, shall cost nobody more. */
const MOST_WORDS = 6;

type Named = Pick<ConsumerFacts, "consumerId" | "chainId" | "metadata">;

/**
 * Consumers that a text names: by "consumer 3", by chain id or by name, whole words, case ignored. A guess, and to be shown
 * as one (product.md §3): names repeat and are chosen by anybody.
 */
export function mentionedConsumers(text: string, consumers: readonly Named[]): ConsumerId[] {
  const { phrases, lengths, long } = bookOf(consumers);
  const plain = plainWords(text);
  const words = plain.split(" ");
  const found = new Set<number>();
  for (let first = 0; first < words.length; first += 1)
    for (const length of lengths)
      for (const place of phrases.get(words.slice(first, first + length).join(" ")) ?? []) found.add(place);
  for (const [name, place] of long) if (` ${plain} `.includes(` ${name} `)) found.add(place);
  return [...found].sort((a, b) => a - b).flatMap((place) => consumers[place]?.consumerId ?? []);
}

/** Whom a phrase names, as places in the list; the names too long for that beside it. */
interface NameBook {
  readonly phrases: ReadonlyMap<string, readonly number[]>;
  /** Words that some phrase has. */
  readonly lengths: ReadonlySet<number>;
  readonly long: readonly (readonly [name: string, place: number])[];
}

/** A list of proposals asks the same consumers of each. */
const books = new WeakMap<readonly Named[], NameBook>();

function bookOf(consumers: readonly Named[]): NameBook {
  const known = books.get(consumers);
  if (known) return known;
  const phrases = new Map<string, number[]>();
  const lengths = new Set<number>();
  const long: [string, number][] = [];
  for (const [place, { consumerId, chainId, metadata }] of consumers.entries()) {
    const names = [chainId, metadata.name].map(plainWords).filter((name) => name.length >= SHORTEST_NAME);
    for (const name of [...names, `consumer ${consumerId}`, `consumer id ${consumerId}`]) {
      const length = name.split(" ").length;
      if (length > MOST_WORDS) {
        long.push([name, place]);
        continue;
      }
      lengths.add(length);
      phrases.set(name, [...(phrases.get(name) ?? []), place]);
    }
  }
  const made = { phrases, lengths, long };
  books.set(consumers, made);
  return made;
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
