import { type PGlite, parse, protocol, type Results } from "@electric-sql/pglite";

/** Statements kept prepared; the one not used for longest goes first. */
const MOST_PREPARED = 300;
/** Texts seen once: a list of heights of another length is another text, and most of those never come again. */
const MOST_SEEN = 1_000;

/** What has a plan worth keeping, and what changes those that were made. */
const PLANNED = /^\s*\(?\s*(?:select|with|insert|update|delete)\b/i;
const CHANGES_PLANS = /^\s*(?:create|alter|drop|truncate|set|reset|discard|deallocate)\b/i;

/** "cached plan must not change result type": a change that was undone takes its columns with it. */
const OUTDATED = "0A000";

interface Prepared {
  readonly name: string;
  /** Types (object ids) of the parameters. */
  readonly types: readonly number[];
}

/**
 * The one session of an embedded database, which keeps the statements that come again prepared: parsing and planning took more
 * than half of the time of a read. One call at a time.
 *
 * 2026-11-28 · By the protocol messages that the package exports, since it prepares nothing itself. Whether a kept plan serves
 * every parameter is decided by PostgreSQL as always (`plan_cache_mode` auto), and `analyze` makes it plan anew.
 */
export class PgliteSession {
  readonly #prepared = new Map<string, Prepared>();
  readonly #seen = new Set<string>();
  #made = 0;

  constructor(private readonly db: PGlite) {}

  /** Rows of one statement. Throws what the database says, with its `code`. */
  async query(sql: string, params: readonly unknown[]): Promise<Results<Record<string, unknown>>> {
    const prepared = PLANNED.test(sql) ? await this.#prepare(sql) : undefined;
    if (prepared) {
      try {
        return await this.#run(prepared, params);
      } catch (error) {
        if ((error as { code?: string }).code === OUTDATED) await this.#drop(sql, prepared);
        throw error;
      }
    }
    const results = await this.db.query<Record<string, unknown>>(sql, [...params]);
    if (CHANGES_PLANS.test(sql)) await this.#forgetAll();
    return results;
  }

  /** The statement, from its second use on. */
  async #prepare(sql: string): Promise<Prepared | undefined> {
    const known = this.#prepared.get(sql);
    if (known) {
      this.#prepared.delete(sql);
      this.#prepared.set(sql, known);
      return known;
    }
    if (!this.#seen.has(sql)) {
      if (this.#seen.size >= MOST_SEEN) this.#seen.clear();
      this.#seen.add(sql);
      return undefined;
    }
    const { serialize } = protocol;
    const name = `kept_${++this.#made}`;
    const messages = await this.#send([
      serialize.parse({ name, text: sql }),
      serialize.describe({ type: "S", name }),
      serialize.sync(),
    ]);
    const made = { name, types: parse.parseDescribeStatementResults(messages) };
    this.#prepared.set(sql, made);
    await this.#dropOldest();
    return made;
  }

  async #run({ name, types }: Prepared, params: readonly unknown[]): Promise<Results<Record<string, unknown>>> {
    const { serialize } = protocol;
    const values = params.map((param, i) => this.#textOf(param, types[i]));
    const messages = await this.#send([
      serialize.bind({ statement: name, values }),
      serialize.describe({ type: "P" }),
      serialize.execute({}),
      serialize.sync(),
    ]);
    const [results] = parse.parseResults(messages, this.db.parsers);
    return results as Results<Record<string, unknown>>;
  }

  #textOf(param: unknown, type: number | undefined): string | null {
    if (param === null || param === undefined) return null;
    const write = type === undefined ? undefined : this.db.serializers[type];
    return write ? write(param) : String(param);
  }

  async #dropOldest(): Promise<void> {
    const [oldest] = this.#prepared;
    if (this.#prepared.size <= MOST_PREPARED || oldest === undefined) return;
    await this.#drop(...oldest);
  }

  async #drop(sql: string, { name }: Prepared): Promise<void> {
    this.#prepared.delete(sql);
    await this.#send([protocol.serialize.close({ type: "S", name }), protocol.serialize.sync()]);
  }

  /** A plan made for a table that has changed since may answer with columns that are no longer there. */
  async #forgetAll(): Promise<void> {
    if (this.#prepared.size === 0) return;
    this.#prepared.clear();
    await this.db.exec("deallocate all");
  }

  #send(parts: readonly Uint8Array[]) {
    return this.db.execProtocolStream(Buffer.concat(parts), { syncToFs: false });
  }
}
