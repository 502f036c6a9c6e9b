import { setTimeout as sleep } from "node:timers/promises";

/** Holds calls back to so many a second, evenly. Verifying never takes from a node what reading it needs. */
export function createBudget(callsPerSecond: number, now: () => number = () => performance.now()) {
  let free = 0;
  return async (calls: number): Promise<void> => {
    const start = Math.max(free, now());
    free = start + (calls * 1_000) / callsPerSecond;
    const wait = start - now();
    if (wait > 0) await sleep(wait);
  };
}
