import { spawn } from "node:child_process";
import path from "node:path";
import { root } from "./bootstrap.mjs";
import { YOUNG_GENERATION } from "./node-flags.mjs";

/**
 * Starts the built explorer. It closes its store on SIGTERM by itself (NEXT_MANUAL_SIG_HANDLE), so signals are passed on.
 * @returns {import("node:child_process").ChildProcess}
 */
export function serve(env, command = "start") {
  const next = path.join(root, "node_modules/next/dist/bin/next");
  const port = env.PORT ?? "3000";
  const host = env.HOST ?? "127.0.0.1";
  return spawn(process.execPath, [YOUNG_GENERATION, next, command, "-p", port, "-H", host], {
    cwd: root,
    stdio: "inherit",
    env: { ...env, NEXT_TELEMETRY_DISABLED: "1", NEXT_MANUAL_SIG_HANDLE: "true" },
  });
}

/** Passes the signals that end this process on to children, and ends with the first of them. */
export function endTogether(children) {
  let isEnding = false;
  const end = (code) => {
    if (isEnding) return;
    isEnding = true;
    for (const child of children) if (child.exitCode === null) child.kill("SIGTERM");
    const leave = () => process.exit(code);
    const open = children.filter((child) => child.exitCode === null && child.signalCode === null);
    if (open.length === 0) leave();
    let left = open.length;
    for (const child of open) child.once("exit", () => --left === 0 && leave());
    setTimeout(leave, 4_000).unref();
  };
  for (const child of children) child.once("exit", (code) => end(code ?? 1));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(0));
}
