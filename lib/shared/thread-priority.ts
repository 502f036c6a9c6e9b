import { readlinkSync } from "node:fs";
import os from "node:os";

/**
 * Lets this thread stand back for the others of its process, as `nice` does for a process: where fewer processors than threads
 * are free, who answers visitors goes before who reads ahead. Linux alone gives each thread a priority of its own; elsewhere, and
 * where it is not allowed, nothing changes. It cannot be taken back without privileges, so it holds for the life of the thread.
 * Returns whether it was done. `niceness`: 0 (as others) to 19 (whatever is left).
 */
export function standBack(niceness: number): boolean {
  if (process.platform !== "linux") return false;
  try {
    const threadId = Number(readlinkSync("/proc/thread-self").split("/").at(-1));
    os.setPriority(threadId, niceness);
    return true;
  } catch {
    return false;
  }
}
