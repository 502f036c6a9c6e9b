import "server-only";
import type { AsOf } from "@/lib/api/contracts/common";
import type { ServerDeps } from "../deps";
import type { ReadFault } from "../outcome";
import { fault } from "../outcome";
import { type Change, changesBetween, headOf } from "./changes";
import { type Moment, readMoment } from "./moment";
import { blockFrame, framesOf, HEARTBEAT, HELLO, heightOfEventId } from "./stream-frames";

const MAX_CLIENTS = 10_000;
/** A client that takes nothing while so much waits for it is let go; it comes back with its last id. */
const MAX_WAITING_BYTES = 1_000_000;
const HEARTBEAT_MS = 15_000;
/** Without word from the indexer the head is looked at this often: word may be lost, and replicas get it from the database. */
const POLL_MS = 1_000;
/** Further back than this a client is told to load the page again. */
const MAX_RESUME_BLOCKS = 2_000;

export interface StreamClient {
  /** Hands bytes on; `false`: it does not keep up. */
  send(bytes: Uint8Array): void;
  waitingBytes(): number;
  close(): void;
}

/**
 * One for each network of a process: reads the head once for all its clients, tells them what changed, and lets nobody's slow
 * line hold up the others. Runs only while somebody listens.
 */
export class StreamHub {
  readonly #clients = new Set<StreamClient>();
  #current: Moment | undefined;
  #serial = 0;
  #timers: NodeJS.Timeout[] = [];
  #reading: Promise<void> | undefined;
  #isStale = false;
  #isTold = false;
  /** Of the last block that was told of as stored. */
  #toldHeight = 0;

  /** `onFound` is called when a change is found that nobody told of: what else is kept of the network is old then as well. */
  constructor(
    private readonly deps: ServerDeps,
    private readonly network: string,
    private readonly onFound: () => void = () => undefined,
  ) {}

  get size(): number {
    return this.#clients.size;
  }

  /**
   * Begins to tell a client what happens. With the id of the last event it has seen it is first told what happened since.
   * Returns what ends it, or why there is nothing to tell.
   */
  async join(client: StreamClient, lastEventId: string | null): Promise<(() => void) | ReadFault> {
    if (this.#clients.size >= MAX_CLIENTS)
      return fault(503, "too-many-streams", "Too many streams are open; come again.");
    await this.#look();
    const current = this.#current;
    if (!current) {
      const why = await readMoment(this.deps, this.network, {});
      return "state" in why ? why : fault(503, "not-indexed-yet", "Nothing is indexed yet.");
    }
    client.send(HELLO);
    client.send(await this.#welcome(current, heightOfEventId(lastEventId)));
    this.#clients.add(client);
    this.#start();
    return () => {
      this.#clients.delete(client);
      if (this.#clients.size === 0) this.stop();
    };
  }

  /**
   * A provider block is in the store. Its height goes out at once; what it changed has to be read first and follows with `head`.
   */
  onBlock(asOf: AsOf): void {
    if (this.#clients.size === 0 || asOf.height <= Math.max(this.#toldHeight, this.#current?.height ?? 0)) return;
    this.#toldHeight = asOf.height;
    this.#broadcast(blockFrame(asOf));
  }

  /** A block was stored. */
  onCommitted(): void {
    this.#isTold = true;
    if (this.#clients.size > 0) void this.#look();
  }

  stop(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
  }

  /** Ends every stream: the process is going down, and clients come back to the next one. */
  close(): void {
    this.stop();
    for (const client of this.#clients) client.close();
    this.#clients.clear();
  }

  #start(): void {
    if (this.#timers.length > 0) return;
    const heartbeat = setInterval(() => this.#broadcast(HEARTBEAT), HEARTBEAT_MS);
    const poll = setInterval(() => void this.#look(), POLL_MS);
    this.#timers = [heartbeat, poll];
    for (const timer of this.#timers) timer.unref();
  }

  /** What a client that comes, or comes back, is told first. */
  async #welcome(current: Moment, seenHeight: number | undefined): Promise<Uint8Array> {
    const head = { height: current.height, serial: this.#serial };
    if (seenHeight === undefined) return framesOf([headOf(current)], current.height, head);
    const isTooFar = seenHeight > current.height || current.height - seenHeight > MAX_RESUME_BLOCKS;
    const seen = isTooFar ? undefined : await readMoment(this.deps, this.network, { height: seenHeight });
    if (seen === undefined || "state" in seen) {
      const reset: Change = { event: "head", data: { ...current.overview, reset: true } };
      return framesOf([reset], current.height, head);
    }
    return framesOf([...changesBetween(seen, current), headOf(current)], seenHeight, head);
  }

  /** Reads the head; one reading at a time, and another after it when something came in between. */
  #look(): Promise<void> {
    if (this.#reading) {
      this.#isStale = true;
      return this.#reading;
    }
    this.#reading = this.#read()
      .catch((error: unknown) => this.deps.log.warn({ err: error, network: this.network }, "the stream could not read"))
      .finally(() => {
        this.#reading = undefined;
        if (!this.#isStale) return;
        this.#isStale = false;
        void this.#look();
      });
    return this.#reading;
  }

  async #read(): Promise<void> {
    const before = this.#current;
    const wasTold = this.#isTold;
    this.#isTold = false;
    const after = await readMoment(this.deps, this.network, {});
    if ("state" in after) return;
    this.#current = after;
    if (!before) return;
    const changes = changesBetween(before, after);
    if (changes.length === 0 && before.height === after.height) return;
    if (!wasTold) this.onFound();
    this.#serial = before.height === after.height ? this.#serial + 1 : 0;
    const head = { height: after.height, serial: this.#serial };
    this.#broadcast(framesOf([...changes, headOf(after)], before.height, head));
  }

  #broadcast(bytes: Uint8Array): void {
    for (const client of this.#clients) {
      if (client.waitingBytes() > MAX_WAITING_BYTES) {
        this.#clients.delete(client);
        client.close();
      } else client.send(bytes);
    }
  }
}
