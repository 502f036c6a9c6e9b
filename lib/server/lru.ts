/** A bounded memory of answers: the least recently used goes first. Concurrent makers of one key share one run. */
export class Lru<Value> {
  readonly #entries = new Map<string, Promise<Value>>();

  /** How often what was asked for was there, and was not. */
  hits = 0;
  misses = 0;

  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.#entries.size;
  }

  /** The value under a key, made once. A maker that fails leaves nothing behind. */
  get(key: string, make: () => Promise<Value>): Promise<Value> {
    const known = this.#entries.get(key);
    if (known) {
      this.hits += 1;
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    this.misses += 1;
    const made = make();
    this.#entries.set(key, made);
    made.catch(() => {
      if (this.#entries.get(key) === made) this.#entries.delete(key);
    });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.capacity) break;
      this.#entries.delete(oldest);
    }
    return made;
  }
}
