import { once } from "node:events";
import { readFileSync } from "node:fs";
import os from "node:os";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** Field 19 of /proc/…/stat, counted behind the name, which may hold blanks. */
const NICENESS = 16;

test.runIf(process.platform === "linux")("a thread that stands back leaves the others as they were", async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { standBack } from "./thread-priority";
        import { readlinkSync } from "node:fs";
        import { parentPort } from "node:worker_threads";
        parentPort.postMessage({ isDone: standBack(5), id: readlinkSync("/proc/thread-self").split("/").at(-1) });
        setInterval(() => undefined, 1000);`,
      resolveDir: "lib/shared",
    },
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
  });
  const worker = new Worker(outputFiles[0]?.text ?? "", { eval: true });
  try {
    const [{ isDone, id }] = (await once(worker, "message")) as [{ isDone: boolean; id: string }];
    const stat = readFileSync(`/proc/self/task/${id}/stat`, "latin1");
    expect([isDone, stat.slice(stat.lastIndexOf(")") + 2).split(" ")[NICENESS]]).toEqual([true, "5"]);
    expect(os.getPriority()).toBe(0);
  } finally {
    await worker.terminate();
  }
});
