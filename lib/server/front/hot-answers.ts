import type { IncomingMessage, ServerResponse } from "node:http";
import { ByteLru } from "./byte-lru";
import { type CapturedAnswer, captureAnswer, renewed, sendCaptured } from "./captured-answer";
import { type HotRequest, hotRequestOf } from "./hot-request";
import type { InnerServer } from "./inner-server";
import type { Pulse } from "./pulse";

/** Without a block an answer is taken as it is for so long; states of chains and nodes change without one. */
const FRESH_MS = 1_000;
/** An older one is shown to nobody. Live answers allow more (`max-age=1, stale-while-revalidate=5`). */
const STALE_MS = 2_000;
const CAPACITY_BYTES = 32 * 1_048_576;
/** A list of tens of thousands of rows is not worth the room of everything else. */
const MAX_ENTRY_BYTES = 4 * 1_048_576;
/** What an entry takes beside its body: headers, key, bookkeeping. */
const ENTRY_BYTES = 2_000;
const FILL_TIMEOUT_MS = 30_000;

export type HotOutcome = "hit" | "stale" | "miss";

interface Kept {
  readonly answer: CapturedAnswer;
  readonly beats: number;
  readonly madeAt: number;
}

interface Fill {
  readonly beats: number;
  readonly done: Promise<CapturedAnswer | undefined>;
}

export interface HotAnswersOptions {
  readonly inner: InnerServer;
  readonly pulseOf: (network: string) => Pulse | undefined;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly onAnswer?: (outcome: HotOutcome, status: number) => void;
}

/**
 * Finished answers of hot routes, bytes and headers, in front of the framework: 2026-11-28 · a request through it costs some
 * 3 ms of the one thread all of them share, the bytes that come of it change once a block. An answer is kept under its address
 * and `Accept-Encoding` (all else that could lead to another one goes to the route, `hot-request.ts`), and holds until the next
 * block of its network, for a second at most; while a new one is being made the old one is shown for up to two, unless a
 * block has come. While catching up, blocks come faster than answers can be made: then it is shown for up to two seconds in any
 * case, which each answer says of itself (`asOf`, `max-age=1`). What is final stays. One question at a time is asked for each
 * answer, by nobody in particular.
 */
export class HotAnswers {
  readonly #kept = new ByteLru<Kept>(CAPACITY_BYTES);
  readonly #fills = new Map<string, Fill>();

  constructor(private readonly options: HotAnswersOptions) {}

  get size(): number {
    return this.#kept.size;
  }

  get bytes(): number {
    return this.#kept.bytes;
  }

  /** Answers, or says with `false` that the route is to. `fallBack` is called when it must after all. */
  answer(request: IncomingMessage, response: ServerResponse, requestId: string, fallBack: () => void): boolean {
    const hot = hotRequestOf(request.method, request.url ?? "", request.headers);
    if (!hot) return false;
    const pulse = this.options.pulseOf(hot.network);
    if (!pulse) return false;
    const kept = this.#kept.get(hot.key);
    const state = kept ? this.#stateOf(kept, pulse) : "none";
    if (kept && state !== "none") {
      if (state === "stale") this.#fill(hot, pulse, request);
      const status = sendCaptured(request, response, kept.answer, requestId);
      this.options.onAnswer?.(state === "stale" ? "stale" : "hit", status);
      return true;
    }
    void this.#fill(hot, pulse, request).done.then((answer) => {
      if (response.destroyed || response.headersSent) return;
      if (!answer) return fallBack();
      const status = sendCaptured(request, response, answer, requestId);
      this.options.onAnswer?.("miss", status);
    });
    return true;
  }

  #stateOf({ answer, beats, madeAt }: Kept, pulse: Pulse): "fresh" | "stale" | "none" {
    if (answer.isFinal) return "fresh";
    const age = this.options.now() - madeAt;
    const isCurrent = beats === pulse.beats;
    if (isCurrent && age <= FRESH_MS) return "fresh";
    return age <= STALE_MS && (isCurrent || pulse.isCatchingUp) ? "stale" : "none";
  }

  /** The question under way for an answer; a new one when a block has come since it was asked. */
  #fill(hot: HotRequest, pulse: Pulse, request: IncomingMessage): Fill {
    const under = this.#fills.get(hot.key);
    if (under && (under.beats === pulse.beats || pulse.isCatchingUp)) return under;
    const fill: Fill = { beats: pulse.beats, done: this.#ask(hot, pulse.beats, request) };
    this.#fills.set(hot.key, fill);
    void fill.done.then(() => {
      if (this.#fills.get(hot.key) === fill) this.#fills.delete(hot.key);
    });
    return fill;
  }

  async #ask(hot: HotRequest, beats: number, { url = "/" }: IncomingMessage): Promise<CapturedAnswer | undefined> {
    const { inner, now } = this.options;
    const madeAt = now();
    try {
      const kept = this.#kept.get(hot.key);
      const headers = {
        host: "localhost",
        ...(hot.encoding === "" ? {} : { "accept-encoding": hot.encoding }),
        // What has not changed is neither compressed nor read again.
        ...(kept?.answer.etag === undefined ? {} : { "if-none-match": kept.answer.etag }),
      };
      const told = await captureAnswer(await inner.get(url, headers, FILL_TIMEOUT_MS));
      const answer = told.status === 304 && kept ? renewed(kept.answer, told) : told;
      const bytes = answer.body.length;
      const isOverrun = (this.#kept.get(hot.key)?.beats ?? 0) > beats;
      if (answer.isKeepable && bytes <= MAX_ENTRY_BYTES && !isOverrun) {
        this.#kept.set(hot.key, { answer, beats, madeAt }, bytes + ENTRY_BYTES + hot.key.length);
      }
      return answer;
    } catch {
      return undefined; // Each of those who wait asks for itself, and is told what went wrong.
    }
  }
}
