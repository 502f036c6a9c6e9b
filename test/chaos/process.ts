import { type ChildProcess, spawn } from "node:child_process";
import type { Question, RowsAnswer } from "./child";

type Unnumbered<T> = T extends unknown ? Omit<T, "id"> : never;

export interface ProcessOptions {
  readonly entry: string;
  readonly clockHook: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

/** How long after its end the process is started anew, as a supervisor (systemd, compose) would. */
const RESTART_MS = 300;
const ANSWER_MS = 20_000;

/** The explorer's process under a supervisor: it may die or be killed, and is started again. */
export class SupervisedProcess {
  #child: ChildProcess | undefined;
  #isStopping = false;
  #isReady = false;
  #nextId = 1;
  #timer: NodeJS.Timeout | undefined;
  readonly #waiting = new Map<number, (reply: { value?: unknown; error?: string } | undefined) => void>();
  starts = 0;
  /** Ends that nobody asked for, by exit code. */
  readonly ends: string[] = [];

  constructor(private readonly options: ProcessOptions) {
    this.#start();
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** As a power cut would. */
  kill(): void {
    this.#child?.kill("SIGKILL");
  }

  /** `undefined`: the process is not there to answer. Throws what it said went wrong. */
  async ask<T>(question: Unnumbered<Question>): Promise<T | undefined> {
    const child = this.#child;
    if (!this.#isReady || !child?.connected) return undefined;
    const id = this.#nextId++;
    const reply = await new Promise<{ value?: unknown; error?: string } | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), ANSWER_MS);
      this.#waiting.set(id, (got) => {
        clearTimeout(timer);
        resolve(got);
      });
      child.send({ id, ...question }, (error) => error && resolve(undefined));
    });
    this.#waiting.delete(id);
    if (reply?.error !== undefined) throw new Error(reply.error);
    return reply?.value as T | undefined;
  }

  rows(): Promise<RowsAnswer | undefined> {
    return this.ask<RowsAnswer>({ ask: "rows" }).catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    process.off("exit", this.#killAtExit);
    clearTimeout(this.#timer);
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await ended;
    clearTimeout(late);
  }

  readonly #killAtExit = (): void => {
    this.#child?.kill("SIGKILL");
  };

  #start(): void {
    const { entry, clockHook, env, log } = this.options;
    const child = spawn(process.execPath, ["--import", clockHook, "--enable-source-maps", entry], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#child = child;
    process.off("exit", this.#killAtExit).once("exit", this.#killAtExit);
    this.#isReady = false;
    this.starts += 1;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        for (const line of text.split("\n")) if (line !== "") log(line);
      });
    }
    child.on("message", (message: { type?: string; id?: number; value?: unknown; error?: string }) => {
      if (message.type === "ready") this.#isReady = true;
      else if (message.id !== undefined) this.#waiting.get(message.id)?.(message);
    });
    child.once("exit", (code, signal) => {
      if (this.#child !== child) return;
      this.#isReady = false;
      for (const settle of this.#waiting.values()) settle(undefined);
      if (this.#isStopping) return;
      this.ends.push(signal ?? String(code));
      this.#timer = setTimeout(() => this.#start(), RESTART_MS);
    });
  }
}
