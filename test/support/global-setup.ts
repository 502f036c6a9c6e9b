import { rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** Names what the files of one test run share. */
    runId: string;
  }
}

/** Gives the run a name, and clears away what its files shared. */
export default function setup(project: TestProject): () => void {
  const runId = `${process.pid}-${Date.now()}`;
  project.provide("runId", runId);
  return () => rmSync(path.join(os.tmpdir(), `explorer-tests-${runId}`), { recursive: true, force: true });
}
