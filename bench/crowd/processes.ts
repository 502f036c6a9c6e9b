import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A part of the benchmark in a process of its own. `lines` gives what it tells, one JSON value a line. */
export interface Part {
  readonly child: ChildProcess;
  next<T>(): Promise<T>;
  stop(): void;
}

export function startPart(name: string, plan: unknown): Part {
  const child = spawn(process.execPath, [process.argv[1] as string, "crowd-part", name], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify(plan));
  const told: string[] = [];
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const first = waiting.shift();
    if (first) first.resolve(line);
    else told.push(line);
  });
  child.once("exit", (code) => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`${name} ended (exit ${code})`));
  });
  return {
    child,
    next: async <T>() => {
      const line = told.shift() ?? (await new Promise<string>((resolve, reject) => waiting.push({ resolve, reject })));
      return JSON.parse(line) as T;
    },
    stop: () => void child.kill("SIGKILL"),
  };
}

/** What a part is told to do. */
export async function readPlan<T>(): Promise<T> {
  let text = "";
  for await (const chunk of process.stdin) text += chunk;
  return JSON.parse(text) as T;
}
