import type { Chance } from "../chaos/random";

type ErrorClass = new (...given: never[]) => Error;

/**
 * Something that reads what nodes or people send. An entry is where bytes or text from outside the process arrive; an inner
 * decoder is run by an entry, which reaches as much of it as its own inputs do (`reach.ts` shows it); a writer puts chain
 * text into a format of ours, and nothing arrives there.
 */
export interface Decoder {
  readonly name: string;
  /** Makes one changed input and reads it. */
  run(chance: Chance): unknown;
  /** The one kind of error it may throw; `undefined`: none. */
  readonly error?: ErrorClass;
  /** Name of the entry it belongs to. */
  readonly within?: string;
  readonly isWriter?: true;
}

/** Entries get the whole of the time; what they run anyway, and writers, get less in CI. */
export function isEntry({ within, isWriter }: Decoder): boolean {
  return within === undefined && !isWriter;
}

/** One input is read by several, as a block's events are: each has its turn, whatever the others say. Throws the last refusal. */
export function readByAll(error: ErrorClass, reads: readonly (() => unknown)[]): void {
  let refused: Error | undefined;
  for (const read of reads) {
    try {
      read();
    } catch (fault) {
      if (!(fault instanceof error)) throw fault;
      refused = fault;
    }
  }
  if (refused) throw refused;
}
