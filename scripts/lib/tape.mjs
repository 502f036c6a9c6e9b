import { spawn } from "node:child_process";
import { createServer } from "node:net";
import path from "node:path";
import { root } from "./bootstrap.mjs";
import { bundle } from "./bundle.mjs";

/** Whether a port on 127.0.0.1 can be taken. */
export function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/** The first of many consecutive free ports, looked for from `from` on. */
export async function freePorts(from, count) {
  for (let port = from; port < from + 2_000; port += count) {
    const free = await Promise.all(Array.from({ length: count }, (_, i) => isFree(port + i)));
    if (free.every(Boolean)) return port;
  }
  throw new Error(`no ${count} free ports from ${from} on`);
}

/** Starts the recorded network as nodes, and waits until it answers. */
export async function startTapeProcess(args) {
  const file = await bundle("devnet/tape/main.ts");
  const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
      if (text.includes("tape ready")) resolve();
    });
    child.once("exit", (code) => reject(new Error(`the recorded network did not start (exit ${code})`)));
  });
  return child;
}

export const recording = (name) => path.join(root, "devnet/recordings", name);
