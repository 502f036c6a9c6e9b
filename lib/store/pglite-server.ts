import { mkdir } from "node:fs/promises";
import type { MessagePort } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import type { PgliteReply, PgliteRequest } from "./pglite-protocol";
import { PgliteSession } from "./pglite-session";

/** Write-ahead log bounds: the embedded database has no checkpointer of its own, see `maintain`. */
const SETTINGS = ["shared_buffers=16MB", "max_wal_size=96MB", "min_wal_size=32MB", "jit=off"];
const INT8 = 20;

const BEGIN = /^\s*(?:begin|start\s+transaction)\b/i;
const END = /^\s*(?:commit|rollback(?!\s+to))\b/i;

/**
 * Where both wait, readers and threads in the background share the time evenly, but for so much that readers may have more, and for
 * so much that counts for them when the background had it to itself. Milliseconds.
 */
const LEAD_MS = { readers: 20, background: 100 } as const;

interface Waiting {
  readonly owner: string;
  readonly isBackground: boolean;
  readonly run: () => Promise<void>;
}

/**
 * The embedded database behind any number of message ports. It has one session, so statements run one at a time; from BEGIN to
 * COMMIT or ROLLBACK the session belongs to the connection that began, and the others wait in line. Who asks for a page goes
 * before threads in the background (indexer, verifier, upkeep): dozens of chains that catch up each have a statement waiting that
 * takes as long as a page. A crowd of readers has half of the time at most while the background waits (`LEAD_MS`). Otherwise the
 * order is that in which they came.
 */
export class PgliteServer {
  readonly #queue: Waiting[] = [];
  #holder: string | undefined;
  #isBusy = false;
  #ports = 0;
  /** How much more of the time readers had than the background, lately. */
  #readersLeadMs = 0;

  readonly #session: PgliteSession;

  private constructor(private readonly db: PGlite) {
    this.#session = new PgliteSession(db);
  }

  /** Opens (or creates) the database in a folder, or one in memory for `memory://`. */
  static async open(dataDir: string, template?: Blob): Promise<PgliteServer> {
    if (!dataDir.startsWith("memory://")) await mkdir(dataDir, { recursive: true });
    const db = await PGlite.create(dataDir, {
      startParams: [...PGlite.defaultStartParams, ...SETTINGS.flatMap((setting) => ["-c", setting])],
      parsers: { [INT8]: (text: string) => BigInt(text) },
      ...(template === undefined ? {} : { loadDataDir: template }),
    });
    return new PgliteServer(db);
  }

  /** The whole database as an archive that `open` takes as a template. */
  dump(): Promise<Blob> {
    return this.db.dumpDataDir("none");
  }

  /** Serves one port until it closes; what it had begun is then rolled back. `isBackground`: others go first. */
  serve(port: MessagePort, isBackground = false): void {
    const name = `port ${++this.#ports}`;
    port.on("message", (request: PgliteRequest) => {
      const owner = `${name}/${request.connection}`;
      const reply = (message: PgliteReply) => port.postMessage(message);
      if ("release" in request) {
        this.#enqueue({ owner, isBackground, run: () => this.#abandon(owner).then(() => reply(done(request.id))) });
        return;
      }
      this.#enqueue({ owner, isBackground, run: () => this.#execute(owner, request).then(reply) });
    });
    port.on("close", () => {
      const held = this.#holder?.startsWith(`${name}/`) ? this.#holder : undefined;
      for (let i = this.#queue.length - 1; i >= 0; i -= 1) {
        if (this.#queue[i]?.owner.startsWith(`${name}/`)) this.#queue.splice(i, 1);
      }
      if (held !== undefined) this.#enqueue({ owner: held, isBackground, run: () => this.#abandon(held) });
    });
    port.start?.();
  }

  /**
   * Keeps the write-ahead log and dead rows from growing: nothing else does on the embedded database. A table at a time, so that
   * whoever waits comes in between: all of them at once are a third of a second in which nobody is answered.
   */
  async maintain(): Promise<void> {
    const tables = await this.#inTurn(() =>
      this.db.query<{ name: string }>(
        "select quote_ident(relname) as name from pg_stat_user_tables where schemaname = 'public' order by relname",
      ),
    );
    for (const { name } of tables.rows) await this.#inTurn(() => this.db.exec(`vacuum (analyze) ${name}`));
    await this.#inTurn(() => this.db.exec("checkpoint"));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#enqueue({ owner: "maintenance", isBackground: true, run: () => work().then(resolve, reject) });
    });
  }

  async close(): Promise<void> {
    await this.db.close();
  }

  #enqueue(waiting: Waiting): void {
    this.#queue.push(waiting);
    if (this.#isBusy) return;
    this.#isBusy = true;
    setImmediate(() => void this.#drain());
  }

  /**
   * Runs what waits. A statement gives no turn to messages, and all that one port has are handed over at once: without turns
   * before and between statements a port would have its own run before anybody hears of another's.
   */
  async #drain(): Promise<void> {
    for (let next = this.#takeNext(); next !== undefined; next = this.#takeNext()) {
      const startedAt = performance.now();
      await next.run();
      const tookMs = performance.now() - startedAt;
      const lead = this.#readersLeadMs + (next.isBackground ? -tookMs : tookMs);
      this.#readersLeadMs = Math.min(LEAD_MS.readers, Math.max(-LEAD_MS.background, lead));
      if (this.#queue.length > 0) await new Promise(setImmediate);
    }
    this.#isBusy = false;
  }

  #takeNext(): Waiting | undefined {
    const holder = this.#holder;
    const at = holder === undefined ? this.#firstInTurn() : this.#queue.findIndex(({ owner }) => owner === holder);
    return at < 0 ? undefined : this.#queue.splice(at, 1)[0];
  }

  #firstInTurn(): number {
    const reader = this.#queue.findIndex(({ isBackground }) => !isBackground);
    const other = this.#queue.findIndex(({ isBackground }) => isBackground);
    return reader >= 0 && (other < 0 || this.#readersLeadMs < LEAD_MS.readers) ? reader : other;
  }

  async #execute(owner: string, request: Extract<PgliteRequest, { sql: string }>): Promise<PgliteReply> {
    const { id, sql, params } = request;
    try {
      const result = await this.#session.query(sql, params);
      if (BEGIN.test(sql)) this.#holder = owner;
      else if (END.test(sql)) this.#holder = undefined;
      const rowCount = result.affectedRows ?? result.rows.length;
      const command = /^\s*([a-z]+)/i.exec(sql)?.[1]?.toUpperCase() ?? "";
      return { id, ok: true, result: { rows: result.rows, rowCount, command } };
    } catch (error) {
      const { message, code } = error as { message?: string; code?: string };
      return { id, ok: false, message: message ?? String(error), ...(code === undefined ? {} : { code }) };
    }
  }

  /** A connection that goes away in the middle of a transaction has not committed it. */
  async #abandon(owner: string): Promise<void> {
    if (this.#holder !== owner) return;
    await this.db.query("rollback").catch(() => undefined);
    this.#holder = undefined;
  }
}

function done(id: number): PgliteReply {
  return { id, ok: true, result: { rows: [], rowCount: 0, command: "" } };
}
