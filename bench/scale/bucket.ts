/** A token bucket that holds what one second brings. */
export class Bucket {
  #tokens: number;
  #filledAtMs = 0;

  constructor(private readonly perSecond: number) {
    this.#tokens = perSecond;
  }

  /** Takes one. False if none is there. Times must not go back. */
  take(nowMs: number): boolean {
    const filled = this.#tokens + ((nowMs - this.#filledAtMs) / 1_000) * this.perSecond;
    this.#tokens = Math.min(this.perSecond, filled);
    this.#filledAtMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
