import { existsSync } from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { StoreError } from "./errors";
import { lockFolder } from "./folder-lock";

/**
 * Copies an embedded database to a folder that is not there yet. The copy is a DATA_DIR of its own: the explorer starts on it.
 * While a process has the database open its files are no moment of it, so then this throws `StoreError` `locked`; files left
 * by one that was killed are, since opening the copy does what opening the original would.
 */
export async function backupFolder(dataDir: string, target: string): Promise<void> {
  if (!existsSync(path.join(dataDir, "pg"))) throw new StoreError("unusable", `there is no database in ${dataDir}`);
  if (existsSync(target)) throw new StoreError("unusable", `${target} is there already: name a new folder`);
  const unlock = await lockFolder(dataDir);
  const unfinished = `${target}.new`;
  try {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    await cp(path.join(dataDir, "pg"), path.join(unfinished, "pg"), { recursive: true, preserveTimestamps: true });
    await rename(unfinished, target);
  } finally {
    await unlock();
  }
}
