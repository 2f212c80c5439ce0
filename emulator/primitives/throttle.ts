/** A token bucket, as API Gateway throttles an account: it holds `burst` tokens and refills by `perSecond` evenly. */
export class Throttle {
  #tokens: number;
  #refilledAtMs = Date.now();

  constructor(
    private readonly perSecond: number,
    private readonly burst: number = perSecond,
  ) {
    this.#tokens = burst;
  }

  /** Takes a token. Returns false if the bucket is empty. */
  take(nowMs = Date.now()): boolean {
    const refill = (Math.max(0, nowMs - this.#refilledAtMs) / 1000) * this.perSecond;
    this.#tokens = Math.min(this.burst, this.#tokens + refill);
    this.#refilledAtMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
