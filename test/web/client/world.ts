import type { Environment, SocketLike, Timing } from '@marketplace-chat/client';
import type { DeviceChange } from '../../../web/client/api/options.ts';

export const minuteMs = 60_000;

/** A clock that only a test advances, and random numbers from a seed. */
export class World {
  private time = Date.parse('2026-01-01T00:00:00Z');
  private readonly timers = new Map<number, { atMs: number; callback: () => void }>();
  private nextNumber = 1;
  private lastRandom: number;

  constructor(seed = 1) {
    this.lastRandom = (Math.abs(seed) % 2147483646) + 1;
  }

  nowMs = () => this.time;
  /** How far the date of the devices is ahead of the world's time. */
  dateAheadMs = 0;
  newId = () => `id-${this.nextNumber++}`;

  /** Park and Miller's generator: the same seed gives the same numbers. */
  random = () => {
    this.lastRandom = (this.lastRandom * 48271) % 2147483647;
    return this.lastRandom / 2147483647;
  };

  after = (delayMs: number, callback: () => void) => {
    const id = this.nextNumber++;
    this.timers.set(id, { atMs: this.time + delayMs, callback });
    return () => void this.timers.delete(id);
  };

  /** Advances the clock, timer by timer. Pending promises run in between. */
  async advance(ms: number): Promise<void> {
    const endMs = this.time + ms;
    const timersMax = this.nextNumber + 200_000;
    await flush();
    for (let next = this.nextTimerBy(endMs); next; next = this.nextTimerBy(endMs)) {
      const [id, timer] = next;
      if (this.nextNumber > timersMax) throw new Error('The clients do not come to rest');
      this.timers.delete(id);
      this.time = Math.max(this.time, timer.atMs);
      timer.callback();
      await flush();
    }
    this.time = endMs;
  }

  /** Advances the clock without running timers, as if the current code took that long. */
  passMs(ms: number): void {
    this.time += ms;
  }

  /** Advances the clock in small steps until the condition holds. */
  async advanceUntil(holds: () => boolean, stepMs = 500): Promise<void> {
    for (let steps = 0; !holds(); steps += 1) {
      if (steps > 20_000) throw new Error('It never came to be');
      await this.advance(stepMs);
    }
  }

  private nextTimerBy(endMs: number) {
    const due = [...this.timers].filter(([, timer]) => timer.atMs <= endMs);
    return due.sort(([, one], [, other]) => one.atMs - other.atMs)[0];
  }
}

/** The environment of a client: the world's clock, and a network that a test can disconnect. */
export class Device implements Environment {
  private readonly watchers = new Set<(change: DeviceChange) => void>();
  private online = true;
  readonly dateMs: Environment['dateMs'];
  readonly steadyMs: Environment['steadyMs'];
  readonly random: Environment['random'];
  readonly newId: Environment['newId'];
  readonly after: Environment['after'];

  constructor(world: World) {
    this.dateMs = () => world.nowMs() + world.dateAheadMs;
    this.steadyMs = () => world.nowMs();
    ({ random: this.random, newId: this.newId, after: this.after } = world);
  }

  isOnline = () => this.online;

  watch = (callback: (change: DeviceChange) => void) => {
    this.watchers.add(callback);
    return () => void this.watchers.delete(callback);
  };

  change(change: DeviceChange): void {
    if (change === 'online' || change === 'offline') this.online = change === 'online';
    for (const watcher of [...this.watchers]) watcher(change);
  }
}

/** Runs everything that waits only for promises. */
export async function flush(): Promise<void> {
  for (let round = 0; round < 60; round += 1) await Promise.resolve();
}

type Handler = ((event: never) => void) | null;

/** A socket that the test controls. */
export class FakeSocket implements SocketLike {
  onopen: Handler = null;
  onmessage: Handler = null;
  onclose: Handler = null;
  onerror: Handler = null;
  readonly sent: Record<string, unknown>[] = [];
  isClosed = false;
  /** Called with each frame of the client. */
  onsend: (frame: Record<string, unknown>) => void = () => {};
  /** Called when the client closes. */
  onleave: () => void = () => {};

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {}

  send(data: string): void {
    const frame = JSON.parse(data) as Record<string, unknown>;
    this.sent.push(frame);
    this.onsend(frame);
  }

  close(): void {
    this.isClosed = true;
    this.onleave();
  }

  /** The handshake succeeds. */
  open(): void {
    (this.onopen as ((event: object) => void) | null)?.({});
  }

  hear(frame: unknown): void {
    (this.onmessage as ((event: object) => void) | null)?.({ data: JSON.stringify(frame) });
  }

  hearText(data: string): void {
    (this.onmessage as ((event: object) => void) | null)?.({ data });
  }

  /** The connection breaks, or the handshake fails. */
  break(): void {
    this.isClosed = true;
    (this.onclose as ((event: object) => void) | null)?.({ code: 1006 });
  }

  /** The last frame that the client sent with this action. */
  last(action: string): Record<string, unknown> {
    const found = this.sent.findLast((frame) => frame.action === action);
    if (!found) throw new Error(`No ${action} among ${this.sent.map((frame) => String(frame.action)).join(', ')}`);
    return found;
  }

  count(action: string): number {
    return this.sent.filter((frame) => frame.action === action).length;
  }

  /** Replies to the last frame with this action. */
  reply(action: string, event: string, data: unknown): void {
    this.hear({ event, request_id: this.last(action).request_id, data });
  }
}

/** A class for `options.WebSocket` that keeps the sockets it creates. */
export function fakeSockets(made: (socket: FakeSocket) => void = () => {}) {
  const sockets: FakeSocket[] = [];
  const WebSocket = class extends FakeSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      sockets.push(this);
      made(this);
    }
  };
  return { sockets, WebSocket };
}

/** Timing with a short backoff, so that a run explores more in less time. */
export const quickTiming: Partial<Timing> = { backoffBaseMs: 500, backoffMaxMs: 8_000 };
