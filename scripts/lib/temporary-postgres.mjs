import { spawn, spawnSync } from "node:child_process";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findPostgres } from "./system-packages.mjs";
import { freePorts } from "./tape.mjs";

/**
 * A PostgreSQL of our own on a free port of 127.0.0.1, in a folder that goes when it ends. `crash` kills it as a power cut would
 * (the server and every process of it, -9); `restart` starts it again on the same folder, which it then recovers.
 */
export async function startPostgres() {
  const bin = findPostgres();
  const folder = mkdtempSync(path.join(os.tmpdir(), "explorer-pg-"));
  const port = await freePorts(27_500, 1);
  // PostgreSQL refuses to run as root.
  const user = process.getuid?.() === 0 ? idOf("postgres") : undefined;
  if (user) chownSync(folder, user.uid, user.gid);
  const data = path.join(folder, "data");
  const options = { cwd: folder, ...(user ?? {}) };
  const made = spawnSync(
    path.join(bin, "initdb"),
    ["-D", data, "-U", "explorer", "-A", "trust", "-E", "UTF8", "--locale=C"],
    { ...options, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const args = [
    "-D",
    data,
    "-p",
    String(port),
    "-c",
    "listen_addresses=127.0.0.1",
    "-c",
    `unix_socket_directories=${folder}`,
  ];
  const url = `postgres://explorer@127.0.0.1:${port}/postgres`;
  const start = async () => {
    const made = spawn(path.join(bin, "postgres"), args, { ...options, stdio: "ignore" });
    await untilReady(path.join(bin, "pg_isready"), port);
    return made;
  };
  let server = await start();
  // It must not outlive a runner that ends without stopping it.
  const onExit = () => kill(server, "SIGKILL");
  process.once("exit", onExit);
  return {
    url,
    crash: async () => {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      kill(server, "SIGKILL");
      await ended;
    },
    restart: async () => {
      server = await start();
    },
    stop: async () => {
      process.off("exit", onExit);
      const ended = server.exitCode === null && server.signalCode === null;
      server.kill("SIGINT");
      if (ended) await new Promise((resolve) => server.once("exit", resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Ends a server and its children; PostgreSQL's children each lead a group of their own, so they are looked up. */
function kill(server, signal) {
  const { stdout } = spawnSync("ps", ["-o", "pid=", "--ppid", String(server.pid)], { encoding: "utf8" });
  for (const pid of [server.pid, ...(stdout ?? "").split(/\s+/).filter(Boolean).map(Number)]) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
}

async function untilReady(pgIsReady, port) {
  for (let i = 0; i < 200; i += 1) {
    if (spawnSync(pgIsReady, ["-h", "127.0.0.1", "-p", String(port), "-q"]).status === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("PostgreSQL did not start");
}

function idOf(name) {
  const id = (flag) => Number(spawnSync("id", [flag, name], { encoding: "utf8" }).stdout);
  return { uid: id("-u"), gid: id("-g") };
}
