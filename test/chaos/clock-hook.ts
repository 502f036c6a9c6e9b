import { readFileSync } from "node:fs";

/*
 * Loaded before everything else in the explorer's process and in each of its threads (`--import`): the wall clock is the machine's
 * plus what the file says, as when somebody sets the clock. Only `Date` follows it; timers and `performance.now` are counted by
 * the machine itself and never jump, as on a real one.
 */
const file = process.env.CHAOS_CLOCK_FILE ?? "";
let offsetMs = 0;
const look = () => {
  try {
    offsetMs = Number(readFileSync(file, "utf8")) || 0;
  } catch {
    offsetMs = 0;
  }
};
look();
setInterval(look, 50).unref();

const RealDate = Date;
const machineNow = Date.now;
Date.now = () => machineNow() + offsetMs;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [machineNow() + offsetMs] : given, newTarget) as object,
  apply: (target) => new target(machineNow() + offsetMs).toString(),
});
