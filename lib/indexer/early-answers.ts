import type { ProviderDialect } from "@/lib/chain/dialect";

/** Questions of a provider's state that may be asked before the block they are of is taken. */
const EARLY = [
  "fetchParams",
  "fetchRegisteredRewardDenoms",
  "fetchStakingParams",
  "fetchConsumer",
  "fetchOptedIn",
  "fetchAssignedKeys",
  "fetchSlashMeter",
  "fetchProviderValidators",
] as const satisfies readonly (keyof ProviderDialect)[];

type EarlyMethod = (typeof EARLY)[number];
type WithoutSignal<Args extends unknown[]> = Args extends [...infer Rest, AbortSignal?] ? Rest : never;

/** A method and what it is called with, the height last. */
export type Question = {
  [Method in EarlyMethod]: readonly [Method, ...WithoutSignal<Required<Parameters<ProviderDialect[Method]>>>];
}[EarlyMethod];

/**
 * Blocks are taken one by one, and one that waits for an answer makes all after it wait as well. The state at a height is for ever
 * the same, so what a block will ask is asked when it has come, together with what its neighbours ask, and is there when its turn
 * comes. Each answer is handed out once: who asks a second time, since it did not believe the first, gets a new one.
 */
export class EarlyAnswers {
  /** Asks `asked`, or hands out what was asked early. */
  readonly dialect: ProviderDialect;
  readonly #waiting = new Map<number, Map<string, Promise<unknown>>>();

  constructor(private readonly asked: ProviderDialect) {
    this.dialect = new Proxy(asked, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as unknown;
        if (typeof method !== "function") return method;
        return (...args: unknown[]) => this.#take(String(name), args) ?? method.apply(target, args);
      },
    });
  }

  /** How many answers nobody has fetched yet. */
  get waiting(): number {
    return [...this.#waiting.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** A fault of it is thrown where the answer is fetched; that of an answer nobody fetches is nobody's. */
  ask(question: Question, signal: AbortSignal | undefined): void {
    const [method, ...args] = question;
    const height = args.at(-1) as number;
    const ofHeight = this.#waiting.get(height) ?? new Map<string, Promise<unknown>>();
    const key = keyOf(method, args);
    if (ofHeight.has(key)) return;
    const ask = this.asked[method] as (...all: unknown[]) => Promise<unknown>;
    const answer = ask.apply(this.asked, [...args, signal]);
    answer.catch(() => undefined);
    this.#waiting.set(height, ofHeight.set(key, answer));
  }

  /** The block of this height is taken: what was asked for it and for those before is not needed any more. */
  forgetUntil(height: number): void {
    for (const asked of this.#waiting.keys()) if (asked <= height) this.#waiting.delete(asked);
  }

  #take(method: string, args: readonly unknown[]): Promise<unknown> | undefined {
    if (this.#waiting.size === 0 || !EARLY.some((early) => early === method)) return undefined;
    const plain = args.filter((arg) => typeof arg === "string" || typeof arg === "number");
    const ofHeight = this.#waiting.get(plain.at(-1) as number);
    const key = keyOf(method, plain);
    const answer = ofHeight?.get(key);
    ofHeight?.delete(key);
    return answer;
  }
}

function keyOf(method: string, args: readonly unknown[]): string {
  return [method, ...args].join(" ");
}
