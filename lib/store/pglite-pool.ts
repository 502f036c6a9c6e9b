import type { MessagePort } from "node:worker_threads";
import type { PostgresPool, PostgresPoolClient } from "kysely";
import { StoreError } from "./errors";
import type { PgliteReply, PgliteRequest, PgliteRows } from "./pglite-protocol";

interface Pending {
  readonly resolve: (rows: PgliteRows) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Gives a port to the embedded database the face of a `pg` pool, so that one dialect compiles the same SQL for both
 * engines. Each `connect` is a connection of its own; the server keeps their transactions apart.
 */
export class PglitePool implements PostgresPool {
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #nextConnection = 1;
  #isClosed = false;

  constructor(private readonly port: MessagePort) {
    port.on("message", (reply: PgliteReply) => {
      const pending = this.#pending.get(reply.id);
      this.#pending.delete(reply.id);
      if (!pending) return;
      if (reply.ok) pending.resolve(reply.result);
      else
        pending.reject(Object.assign(new Error(reply.message), reply.code === undefined ? {} : { code: reply.code }));
    });
    port.on("close", () => this.#fail());
    port.unref();
  }

  async connect(): Promise<PostgresPoolClient> {
    const connection = this.#nextConnection++;
    const client = {
      query: async (sql: string, params: readonly unknown[] = []) => {
        const id = this.#nextId++;
        return this.#send({ id, connection, sql, params: params.map(plainParameter) });
      },
      release: () => {
        if (!this.#isClosed) void this.#send({ id: this.#nextId++, connection, release: true }).catch(() => undefined);
      },
    };
    return client as unknown as PostgresPoolClient;
  }

  async end(): Promise<void> {
    this.port.close();
    this.#fail();
  }

  #send(request: PgliteRequest): Promise<PgliteRows> {
    if (this.#isClosed) return Promise.reject(new StoreError("closed", "the store has been closed"));
    return new Promise((resolve, reject) => {
      // While an answer is awaited the process must not end under it; an idle port must not keep it alive.
      if (this.#pending.size === 0) this.port.ref();
      const settle = () => {
        if (this.#pending.size === 0) this.port.unref();
      };
      this.#pending.set(request.id, {
        resolve: (rows) => {
          settle();
          resolve(rows);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      this.port.postMessage(request);
    });
  }

  #fail(): void {
    this.#isClosed = true;
    const error = new StoreError("closed", "the store has been closed");
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}

/** Both drivers take text for every number type; a bigint means something else to each. */
function plainParameter(value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
