import { asksWhy, backoffMs } from '../../web/client/core/machine/backoff.ts';
import { defaultTiming } from '../../web/client/core/machine/default-timing.ts';
import { repeatAfterMs } from '../../web/client/rest/repeats.ts';
import { Bucket } from './bucket.ts';
import { Calendar } from './calendar.ts';
import { seededRandom } from './random.ts';

/** What API Gateway lets through a second, of all users together. */
export interface Rates {
  connections: number;
  /** Reads by REST. */
  reads: number;
}

export interface OutageOptions {
  people: number;
  rates: Rates;
  outageSeconds: number;
  seed: number;
}

export interface Outage {
  /** Seconds from the end of the outage until half of all, and all, are connected. */
  halfBackSeconds: number;
  allBackSeconds: number;
  /** Until every connected client has its inbox and its unread count again. */
  caughtUpSeconds: number;
  /** Reads that were refused to the end: the inbox shows an error, and is read again when its user asks. */
  givenUp: number;
  /** The most handshakes in one second, refused ones included. */
  handshakesPeak: number;
  /** Handshakes of a client, on average. */
  handshakesEach: number;
}

/** A client that is connected again reads the first page of the inbox and the unread count. */
export const readsOfReturn = 2;
/** The maximum of simulated clients. With more people, each client stands for several, and the rates shrink with it. */
const simulatedMax = 10_000;
const refusal = { code: 'rate_limited' } as const;

/**
 * Everybody loses the connection at 0; API Gateway serves again when the outage is over. The waits are those of the
 * typed client. It returns the same result for the same seed.
 */
export function simulateOutage(options: OutageOptions): Outage {
  return new OutageRun(options).run();
}

class OutageRun {
  readonly #random: () => number;
  readonly #calendar = new Calendar();
  readonly #connections: Bucket;
  readonly #reads: Bucket;
  readonly #outageMs: number;
  readonly #clients: number;
  /** People for each simulated client. */
  readonly #factor: number;
  readonly #backAtMs: number[] = [];
  #caughtUpAtMs = 0;
  #givenUp = 0;
  #handshakes = 0;
  readonly #handshakesBySecond = new Map<number, number>();

  constructor({ people, rates, outageSeconds, seed }: OutageOptions) {
    this.#clients = Math.min(people, simulatedMax);
    this.#factor = people / this.#clients;
    this.#random = seededRandom(seed);
    this.#connections = new Bucket(rates.connections / this.#factor);
    this.#reads = new Bucket(rates.reads / this.#factor);
    this.#outageMs = outageSeconds * 1_000;
  }

  run(): Outage {
    for (let client = 0; client < this.#clients; client += 1) this.#dialLater(0, 0);
    this.#calendar.run();
    const since = (ms: number | undefined) => Math.max(0, (ms ?? 0) - this.#outageMs) / 1_000;
    return {
      halfBackSeconds: since(this.#backAtMs[Math.floor(this.#clients / 2)]),
      allBackSeconds: since(this.#backAtMs.at(-1)),
      caughtUpSeconds: since(this.#caughtUpAtMs),
      givenUp: this.#givenUp * this.#factor,
      handshakesPeak: Math.max(...this.#handshakesBySecond.values()) * this.#factor,
      handshakesEach: this.#handshakes / this.#clients,
    };
  }

  #dialLater(nowMs: number, failed: number): void {
    const atMs = nowMs + backoffMs(defaultTiming, failed, this.#random());
    this.#calendar.at(atMs, () => this.#dial(atMs, failed + 1));
  }

  #dial(nowMs: number, attempt: number): void {
    if (nowMs < this.#outageMs) return this.#dialLater(nowMs, attempt);
    this.#countHandshake(nowMs);
    if (!this.#connections.take(nowMs)) {
      if (asksWhy(attempt, this.#random())) this.#reads.take(nowMs);
      return this.#dialLater(nowMs, attempt);
    }
    this.#backAtMs.push(nowMs);
    for (let read = 0; read < readsOfReturn; read += 1) this.#read(nowMs, 0);
  }

  #countHandshake(nowMs: number): void {
    this.#handshakes += 1;
    const second = Math.floor(nowMs / 1_000);
    this.#handshakesBySecond.set(second, (this.#handshakesBySecond.get(second) ?? 0) + 1);
  }

  #read(nowMs: number, repeats: number): void {
    if (this.#reads.take(nowMs)) {
      this.#caughtUpAtMs = Math.max(this.#caughtUpAtMs, nowMs);
      return;
    }
    const random = this.#random();
    const afterMs = repeatAfterMs({ method: 'GET', failure: refusal, repeats, random });
    if (afterMs === null) this.#givenUp += 1;
    else this.#calendar.at(nowMs + afterMs, () => this.#read(nowMs + afterMs, repeats + 1));
  }
}
