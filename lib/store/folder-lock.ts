import { mkdir, open, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { StoreError } from "./errors";

/**
 * Takes a data folder for this process. An embedded database belongs to one process: a second one opens the same folder
 * without complaint and loses rows (measured), so the second must be refused. A lock left by a process that died is taken over.
 *
 * @returns a function that gives the folder back
 */
export async function lockFolder(dataDir: string): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true });
  const file = path.join(dataDir, "explorer.lock");
  const mine = `${process.pid} ${await startOf(process.pid)}`;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const handle = await open(file, "wx");
      await handle.writeFile(mine);
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = await readFile(file, "utf8").catch(() => "");
    const [pid, start] = owner.split(" ");
    if (await isAlive(Number(pid), start)) {
      throw new StoreError(
        "locked",
        `${dataDir} is in use by process ${pid}: stop it, or set DATA_DIR to another folder`,
      );
    }
    await rm(file, { force: true });
  }
  throw new StoreError("locked", `${dataDir} is being taken by another process: try again`);
}

async function isAlive(pid: number, start: string | undefined): Promise<boolean> {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  const now = await startOf(pid);
  return start === undefined || start === "" || now === "" || now === start;
}

/** When a process started, so that a reused process id is not taken for the owner. Empty where /proc does not tell. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}
