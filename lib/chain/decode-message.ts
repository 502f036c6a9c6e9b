import { ChainError, undecodable } from "./errors";

/**
 * Runs a decoder over bytes or text of a node. Whatever it throws (a truncated field, a number that is none) leaves as
 * `ChainError` `undecodable`, so that callers need to know one kind of error only.
 */
export function decodeMessage<T>(what: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof ChainError) throw error;
    throw undecodable(what, error);
  }
}
