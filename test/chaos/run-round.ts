import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Faults } from "@/devnet/tape/faults";
import { startTape, type Tape } from "@/devnet/tape/tape";
import { SmallDisk } from "./disk";
import { SupervisedProcess } from "./process";
import { seededChance } from "./random";
import { describeStrike, faultsAt, type Round, type Strike } from "./schedule";
import { recordingDir, runUndisturbed, type Undisturbed } from "./undisturbed";

export interface RoundTools {
  readonly entry: string;
  readonly clockHook: string;
  readonly seed: number;
  readonly log: (line: string) => void;
  /** A server that can be killed and started again, with an empty database on it. */
  readonly postgres?: { url: string; crash(): Promise<void>; restart(): Promise<void> };
  /** Keeps what the process said. */
  readonly isVerbose?: boolean;
}

export interface RoundResult {
  readonly failures: readonly string[];
  readonly checks: number;
  readonly answersCompared: number;
  readonly starts: number;
  readonly gaps: number;
  readonly healedMs: number;
}

const TICK_MS = 100;
const BLOCKS_PER_TICK = 2;
const CHECK_MS = 900;
/** After the last fault has gone, everything must be there within this time. */
const HEAL_MS = 180_000;
const DISK_MB = 512;

/** What is asked of the API while things go wrong. */
const PATHS = [
  "overview",
  "consumers",
  "consumers/1",
  "consumers/0/validators",
  "consumers/1/packets?limit=50",
  "validators",
  "slashes",
  "findings",
  "security",
  "rewards",
  "network",
  "launches",
] as const;

/** Runs one round of a schedule. Every failure is a sentence; an empty list means that the explorer came through. */
export async function runRound(round: Round, tools: RoundTools): Promise<RoundResult> {
  const quiet = await runUndisturbed(round.recording, round.untilHead);
  const torment = await Torment.begin(round, tools, quiet);
  try {
    await torment.go();
    return await torment.judge();
  } finally {
    await torment.end();
    await quiet.close();
  }
}

class Torment {
  readonly #failures: string[] = [];
  readonly #active = new Set<Strike>();
  readonly #said: string[] = [];
  readonly #chance: ReturnType<typeof seededChance>;
  #checks = 0;
  #answers = 0;
  #gaps = 0;
  #process!: SupervisedProcess;
  #checking: Promise<void> = Promise.resolve();
  #database: Promise<void> = Promise.resolve();

  private constructor(
    private readonly round: Round,
    private readonly tools: RoundTools,
    private readonly quiet: Undisturbed,
    private readonly tape: Tape,
    private readonly endpoints: readonly (readonly [string, string])[],
    private readonly chainIds: readonly string[],
    private readonly folder: string,
    private readonly disk: SmallDisk | undefined,
  ) {
    this.#chance = seededChance(tools.seed * 1_000 + round.round);
  }

  static async begin(round: Round, tools: RoundTools, quiet: Undisturbed): Promise<Torment> {
    const tape = await startTape({ dirs: [recordingDir(round.recording)], speed: 0, from: round.fromHead });
    const chains = [...tape.chains].sort((a, b) => Number(b.isProvider) - Number(a.isProvider));
    const endpoints: [string, string][] = [];
    for (const { chainId, url } of chains) endpoints.push([url, await tape.addEndpoint(chainId)]);
    const folder = mkdtempSync(path.join(os.tmpdir(), "explorer-chaos-"));
    writeFileSync(path.join(folder, "networks.json"), JSON.stringify(tape.networks));
    writeFileSync(path.join(folder, "clock"), "0");
    const wantsDisk = round.strikes.some(({ kind }) => kind === "disk-full");
    const disk = wantsDisk ? SmallDisk.mount(path.join(folder, "data"), DISK_MB) : undefined;
    if (wantsDisk && !disk) tools.log("  disk-full is left out: mounting a small disk needs root");
    const ids = chains.map(({ chainId }) => chainId);
    const torment = new Torment(round, tools, quiet, tape, endpoints, ids, folder, disk);
    torment.#startProcess();
    return torment;
  }

  #startProcess(): void {
    const { folder, round, tools } = this;
    this.#process = new SupervisedProcess({
      entry: tools.entry,
      clockHook: tools.clockHook,
      env: {
        NETWORKS_FILE: path.join(folder, "networks.json"),
        DATA_DIR: path.join(folder, "data"),
        DATABASE_URL: round.store === "postgres" ? (tools.postgres?.url ?? "") : "",
        CHAOS_CLOCK_FILE: path.join(folder, "clock"),
        VERIFY: "0",
        LOG_LEVEL: "info",
      },
      log: (line) => {
        this.#said.push(line);
        if (tools.isVerbose) tools.log(`    ${line.slice(0, 300)}`);
      },
    });
  }

  /** Blocks come, faults come and go. */
  async go(): Promise<void> {
    const { fromHead, untilHead, strikes } = this.round;
    await this.#settle();
    let lastCheck = 0;
    for (let head = fromHead; head <= untilHead; head += BLOCKS_PER_TICK) {
      this.tape.setHead(Math.min(head, untilHead));
      for (const strike of this.#active) if (strike.toHead <= head) await this.#lift(strike);
      for (const strike of strikes) {
        if (strike.fromHead <= head && strike.toHead > head && !this.#active.has(strike)) await this.#strike(strike);
      }
      if (performance.now() - lastCheck > CHECK_MS) {
        lastCheck = performance.now();
        this.#checkInBackground();
      }
      await sleep(TICK_MS);
    }
    this.tape.setHead(untilHead);
    for (const strike of [...this.#active]) await this.#lift(strike);
    await this.#database;
  }

  /** Waits until what was there at the start is indexed, so that faults meet a database that has been made. */
  async #settle(): Promise<void> {
    const provider = this.chainIds[0] as string;
    for (let i = 0; i < 900; i += 1) {
      const got = await this.#process.rows();
      if ((got?.cursors[provider] ?? 0) > this.round.fromHead - 10) return;
      await sleep(200);
    }
    this.#fail("the start was not indexed within three minutes, and nothing had gone wrong yet");
  }

  async #strike(strike: Strike): Promise<void> {
    this.#active.add(strike);
    if (this.tools.isVerbose) this.tools.log(`  strikes: ${describeStrike(strike)}`);
    if (strike.kind === "kill") this.#process.kill();
    else if (strike.kind === "clock")
      writeFileSync(path.join(this.folder, "clock"), String(Math.round(strike.offsetMs ?? 0)));
    else if (strike.kind === "disk-full") this.disk?.fill();
    else if (strike.kind === "database-kill") this.#database = this.tools.postgres?.crash() ?? Promise.resolve();
    else this.#misbehave();
  }

  async #lift(strike: Strike): Promise<void> {
    this.#active.delete(strike);
    if (this.tools.isVerbose) this.tools.log(`  lifted: ${describeStrike(strike)}`);
    if (strike.kind === "disk-full") this.disk?.free();
    else if (strike.kind === "database-kill") {
      this.#database = this.#database.then(() => this.tools.postgres?.restart());
    } else if (strike.faults) this.#misbehave();
  }

  readonly #resolved = new Map<Strike, Faults>();

  /** Each node is told all that strikes it now. */
  #misbehave(): void {
    for (const [chain, urls] of this.endpoints.entries()) {
      for (const [which, url] of urls.entries()) {
        const name = which === 0 ? "first" : "second";
        const faults: Faults = {};
        for (const strike of this.#active) {
          if (strike.chain !== chain || !strike.faults || (strike.nodes !== "both" && strike.nodes !== name)) continue;
          let at = this.#resolved.get(strike);
          if (!at) {
            at = faultsAt(strike.faults, this.tape.head(this.chainIds[chain] as string));
            this.#resolved.set(strike, at);
          }
          Object.assign(faults, at);
        }
        this.tape.misbehave(url, faults);
      }
    }
  }

  #checkInBackground(): void {
    const before = this.#checking;
    if (this.#failures.length === 0) this.#checking = before.then(() => this.#check());
  }

  /** What the explorer holds and says right now is held against the undisturbed run. */
  async #check(): Promise<void> {
    const got = await this.#process.rows();
    if (!got) return;
    this.#checks += 1;
    this.#gaps = Math.max(this.#gaps, got.gaps.length);
    if (got.gaps.length > 0) return; // A declared gap: rows begin anew after it, and are judged when it is healed.
    for (const wrong of this.quiet.truth.faultsOf(got)) this.#fail(`while it ran: ${wrong}`);
    const provider = this.chainIds[0] as string;
    const top = (got.cursors[provider] ?? 0) - 1;
    if (top < 2) return;
    const height = this.#chance.between(Math.max(2, top - 60), top);
    const needed = await this.quiet.heightsAt(height);
    // Where a consumer is behind, its part is rightly unknown.
    if (Object.entries(needed).some(([chainId, at]) => (got.cursors[chainId] ?? 0) <= at + 1)) return;
    await this.#compare(this.#chance.pick(PATHS), height, 1);
  }

  /**
   * One answer against that of the undisturbed run. What is not known says so, and may be known a moment later: while it runs
   * that is no wrong figure, and at the end it is asked for again until it is known.
   */
  async #compare(asked: string, height: number, attempts: number): Promise<void> {
    const path_ = `${asked}${asked.includes("?") ? "&" : "?"}height=${height}`;
    const expected = await this.quiet.answer(path_);
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const answer = await this.#process
        .ask<{ status: number; body: string }>({ ask: "answer", network: this.round.recording, path: path_ })
        .catch(() => undefined);
      const isAnswer = answer !== undefined && answer.status < 500;
      if (isAnswer) this.#answers += 1;
      if (isAnswer && answer.status === expected.status && answer.body === expected.body) return;
      const saysUnknown = !isAnswer || unknowns(answer.body) > unknowns(expected.body) || answer.status === 404;
      if (saysUnknown && attempts === 1) return;
      if (attempt < attempts) {
        await sleep(1_000);
        continue;
      }
      if (!isAnswer) {
        this.#fail(`/${path_} is not answered`);
        return;
      }
      const at = firstDifference(answer.body, expected.body);
      const [here, there] = [answer.body.slice(at - 60, at + 120), expected.body.slice(at - 60, at + 120)];
      this.#fail(`/${path_} says ${answer.status} …${here} instead of …${there}`);
    }
  }

  /** Nothing goes wrong any more: everything must come to be as in the undisturbed run. */
  async judge(): Promise<RoundResult> {
    await this.#checking;
    const started = performance.now();
    let differences = ["the process never answered"];
    let states = "";
    while (performance.now() - started < HEAL_MS) {
      const got = await this.#process.rows();
      if (got) {
        differences = [
          ...this.quiet.truth.differencesTo(got.rows),
          ...got.gaps.map(({ chainId, from, to }) => `the gap ${from} to ${to} of ${chainId} is not healed`),
        ];
        states = JSON.stringify({ cursors: got.cursors, states: got.states });
        if (differences.length === 0) break;
      }
      await sleep(300);
    }
    const healedMs = performance.now() - started;
    if (differences.length > 0) {
      for (const line of differences.slice(0, 6)) this.#fail(`not healed after ${HEAL_MS / 1_000} s: ${line}`);
      this.#fail(`it stands at ${states.slice(0, 1_500)}`);
    } else {
      for (const asked of PATHS) {
        await this.#compare(asked, this.#chance.between(this.round.fromHead - 20, this.round.untilHead), 15);
      }
    }
    if (this.tools.isVerbose) this.tools.log(`  ended by itself or killed: ${this.#process.ends.join(", ")}`);
    if (this.#failures.length > 0) {
      for (const line of this.#said.slice(-12)) this.#fail(`it said: ${line.slice(0, 400)}`);
    }
    const { starts } = this.#process;
    const [checks, answersCompared, gaps] = [this.#checks, this.#answers, this.#gaps];
    return { failures: this.#failures, checks, answersCompared, starts, gaps, healedMs };
  }

  async end(): Promise<void> {
    await this.#process.stop();
    await this.tape.close();
    this.disk?.unmount();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #fail(sentence: string): void {
    if (this.#failures.length < 20) this.#failures.push(sentence);
  }
}

/** How many figures of an answer are said not to be indexed yet, and how many things a count says it does not know. */
function unknowns(body: string): number {
  const counted = [...body.matchAll(/"unknown":(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  return body.split('"not-indexed-yet"').length + counted;
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return Math.max(60, at);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
