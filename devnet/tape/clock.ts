/**
 * The virtual time of one network. All its chains show the blocks up to this time, so they move together as they did when
 * recorded. Milliseconds since 1970 throughout.
 */
export class ReplayClock {
  #baseMs: number;
  #startedAt: number;

  /** `endMs`: where a running clock stops. `speed` 0 stands still; `x` runs x times as fast as the record. */
  constructor(
    startMs: number,
    private readonly endMs: number,
    readonly speed: number,
    private readonly realMs: () => number = () => performance.now(),
  ) {
    this.#baseMs = startMs;
    this.#startedAt = realMs();
  }

  nowMs(): number {
    const running = this.#baseMs + (this.realMs() - this.#startedAt) * this.speed;
    return Math.min(running, Math.max(this.endMs, this.#baseMs));
  }

  /** Puts the virtual time anywhere, back too; a running clock goes on from there. */
  setMs(timeMs: number): void {
    this.#baseMs = timeMs;
    this.#startedAt = this.realMs();
  }

  /** Real milliseconds until the virtual time is reached; `undefined` when that never happens by itself. */
  realMsUntil(timeMs: number): number | undefined {
    if (this.speed === 0 || timeMs > this.endMs) return undefined;
    return Math.max(0, (timeMs - this.nowMs()) / this.speed);
  }
}
