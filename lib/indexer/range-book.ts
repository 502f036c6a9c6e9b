/** A history row as it goes to the store: valid in `[from, until)`; `until` undefined = still open. */
export interface RangeRow<Fact> {
  readonly fact: Fact;
  readonly from: number;
  readonly until: number | undefined;
}

/** Whether two facts say the same: the order of fields does not matter, and absent, `null` and `undefined` are alike. */
function isSameFact(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return isNothing(a) && isNothing(b);
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, i) => isSameFact(one, b[i]));
  }
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key in left) if (!isSameFact(left[key], right[key])) return false;
  for (const key in right) if (!isNothing(right[key]) && isNothing(left[key])) return false;
  return true;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

interface OpenFact<Fact> {
  fact: Fact;
  from: number;
}

/**
 * The facts of one kind that hold right now, and the history rows that came of changing them since the last drain.
 * A fact that did not change costs no row. Changing a fact twice at one height keeps the later value only.
 */
export class RangeBook<Fact> {
  readonly #open = new Map<string, OpenFact<Fact>>();
  readonly #changed = new Map<string, RangeRow<Fact>>();

  constructor(private readonly keyOf: (fact: Fact) => string) {}

  /** Takes over rows that the store holds open, on resume. */
  load(rows: Iterable<{ fact: Fact; from: number }>): void {
    for (const { fact, from } of rows) {
      this.#open.set(this.keyOf(fact), { fact, from });
    }
  }

  get(key: string): Fact | undefined {
    return this.#open.get(key)?.fact;
  }

  /** Height since which the fact has its present value. */
  since(key: string): number | undefined {
    return this.#open.get(key)?.from;
  }

  values(): Fact[] {
    return [...this.#open.values()].map((open) => open.fact);
  }

  /** Says that `fact` holds from `height` on. Returns whether that was news. */
  set(fact: Fact, height: number): boolean {
    const key = this.keyOf(fact);
    const before = this.#open.get(key);
    if (before && isSameFact(before.fact, fact)) return false;
    if (before && before.from !== height) this.#close(key, before, height);
    this.#open.set(key, { fact, from: height });
    this.#changed.set(`${key}\n${height}`, { fact, from: height, until: undefined });
    return true;
  }

  /** Says that the fact under `key` no longer holds from `height` on. */
  remove(key: string, height: number): boolean {
    const before = this.#open.get(key);
    if (!before) return false;
    if (before.from === height) this.#changed.delete(`${key}\n${height}`);
    else this.#close(key, before, height);
    this.#open.delete(key);
    return true;
  }

  /** Says that of the facts for which `owns` is true exactly `facts` hold from `height` on. Returns how many changed. */
  replace(facts: readonly Fact[], height: number, owns: (fact: Fact) => boolean = () => true): number {
    const keep = new Set(facts.map((fact) => this.keyOf(fact)));
    let changes = 0;
    for (const [key, open] of [...this.#open]) {
      if (owns(open.fact) && !keep.has(key) && this.remove(key, height)) changes += 1;
    }
    for (const fact of facts) if (this.set(fact, height)) changes += 1;
    return changes;
  }

  /** The rows to write since the last drain. */
  drain(): RangeRow<Fact>[] {
    const rows = [...this.#changed.values()];
    this.#changed.clear();
    return rows;
  }

  #close(key: string, open: OpenFact<Fact>, height: number): void {
    this.#changed.set(`${key}\n${open.from}`, { fact: open.fact, from: open.from, until: height });
  }
}
