import { fstatSync } from "node:fs";
import { readAt } from "./recording-cache";

/** Blocks are asked for in rising order, and neighbours lie near each other in the file: one read serves several. */
const WINDOW_BYTES = 256 * 1_024;

/** Reads spans of a file that does not change, through the piece of it that was read last. */
export class ReadWindow {
  readonly #size: number;
  #bytes: Buffer = Buffer.alloc(0);
  #from = 0;

  constructor(private readonly fd: number) {
    this.#size = fstatSync(fd).size;
  }

  /** Throws when the file ends before. The bytes must not be written to. */
  read(offset: number, length: number): Buffer {
    const isInside = offset >= this.#from && offset + length <= this.#from + this.#bytes.length;
    if (!isInside) {
      const wanted = Math.max(length, Math.min(WINDOW_BYTES, this.#size - offset));
      this.#bytes = readAt(this.fd, offset, wanted);
      this.#from = offset;
    }
    return this.#bytes.subarray(offset - this.#from, offset - this.#from + length);
  }
}
