/** A call's wave and its index in that wave, both from 0. */
export interface Place {
  wave: number;
  index: number;
}

/**
 * Lets calls through in waves. A call that is made waits until no further one is made without an answer; then all
 * that wait go together, and their answers come back together. So every call takes the same time, however fast the
 * engine answers each: the number of waves is exactly the number of sequential round trips, and each run is like
 * the one before.
 */
export class Waves {
  count = 0;
  private waiting: ((place: Place) => void)[] = [];
  private underWay = 0;
  private answered: Promise<void> = Promise.resolve();
  private release: () => void = () => undefined;

  constructor(private readonly onWave: () => void = () => undefined) {}

  async pass<T>(call: (place: Place) => Promise<T>): Promise<T> {
    const place = await new Promise<Place>((go) => {
      this.waiting.push(go);
      this.plan();
    });
    const answered = this.answered;
    try {
      return await call(place);
    } finally {
      this.underWay -= 1;
      if (this.underWay === 0) this.release();
      await answered;
      this.plan();
    }
  }

  /** Only promises run between an answer and the next call: all of them have run before `setImmediate`. */
  private plan(): void {
    if (this.waiting.length > 0 && this.underWay === 0) setImmediate(() => this.start());
  }

  private start(): void {
    if (this.waiting.length === 0 || this.underWay > 0) return;
    this.onWave();
    const wave = this.count;
    this.count += 1;
    this.underWay = this.waiting.length;
    this.answered = new Promise((resolve) => (this.release = resolve));
    this.waiting.splice(0).forEach((go, index) => go({ wave, index }));
  }
}
