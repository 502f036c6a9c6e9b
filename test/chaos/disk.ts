import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A small disk of its own for the data folder, so that filling it hurts nobody else. Needs the right to mount. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** `undefined` where this user may not mount. */
  static mount(folder: string, megabytes: number): SmallDisk | undefined {
    if (process.getuid?.() !== 0) return undefined;
    mkdirSync(folder, { recursive: true });
    const done = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder]);
    if (done.status !== 0) return undefined;
    const disk = new SmallDisk(folder);
    process.once("exit", disk.#unmountAtExit);
    return disk;
  }

  /** Takes all there is left: the next write that needs a new page fails with ENOSPC, from the kernel. */
  fill(): void {
    for (let i = 0; i < 20; i += 1) {
      const { bavail, bsize } = statfsSync(this.folder);
      if (bavail === 0) return;
      try {
        writeFileSync(path.join(this.folder, `filler-${i}`), Buffer.alloc(Math.min(bavail * bsize, 256 * 1_048_576)));
      } catch {
        return; // Somebody else took the last page: it is full.
      }
    }
  }

  free(): void {
    for (let i = 0; i < 20; i += 1) {
      const file = path.join(this.folder, `filler-${i}`);
      if (existsSync(file)) rmSync(file);
    }
  }

  readonly #unmountAtExit = (): void => this.unmount();

  unmount(): void {
    process.off("exit", this.#unmountAtExit);
    spawnSync("umount", ["-l", this.folder]);
  }
}
