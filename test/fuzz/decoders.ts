import type { Corpus } from "./corpus";
import type { Decoder } from "./decoder";
import { nodeDecoders } from "./node-decoders";
import { proofDecoders } from "./proof-decoders";
import { queryDecoders } from "./query-decoders";
import { readerDecoders } from "./reader-decoders";

/** Every decoder of bytes and texts that come from outside (README, "Fuzzing"). A new decoder belongs on this list. */
export function decodersOf(corpus: Corpus): Decoder[] {
  return [...nodeDecoders(corpus), ...queryDecoders(corpus), ...proofDecoders(corpus), ...readerDecoders(corpus)];
}
