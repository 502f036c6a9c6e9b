import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "./bytes";

/** Read at once: large enough to be fast, small enough that a file of any size takes no memory to speak of. */
const PIECE_BYTES = 4 * 1_048_576;

/** What is read from: a `Blob` or `File`, or something like it. */
export interface Sliceable {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/**
 * SHA-256 of a file as lower-case hex, piece by piece. WebCrypto has no digest that takes pieces, so a file of 10 GB would
 * have to be in memory at once; this one holds two pieces.
 *
 * @param onProgress told the bytes hashed so far after each piece
 * @throws the signal's reason when it is aborted, and what reading the file throws
 */
export async function hashBlob(
  blob: Sliceable,
  onProgress: (bytes: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<string> {
  const hash = sha256.create();
  let next = blob.slice(0, PIECE_BYTES).arrayBuffer();
  for (let at = 0; at < blob.size; at += PIECE_BYTES) {
    const piece = await next;
    signal?.throwIfAborted();
    // The disk reads on while this piece is hashed.
    const after = at + PIECE_BYTES;
    next = blob.slice(after, after + PIECE_BYTES).arrayBuffer();
    next.catch(() => undefined);
    hash.update(new Uint8Array(piece));
    onProgress(Math.min(after, blob.size));
  }
  return bytesToHex(hash.digest());
}
