import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { EventData, EventName } from '../../protocol/events.ts';

export type Frame = { event?: string; request_id?: string; data?: any; message?: string };
export type Reply = { event: string; request_id: string; data: any };
type FrameOf<E extends EventName> = { event: E; request_id?: string; data: EventData<E> };

/** No rule's time: whatever waits longer than this on a busy machine waits for ever. */
const answerTimeoutMs = 110_000;

/** A bare client: what it sends and what comes, in the order of arrival, without any cleverness. */
export class TestSocket {
  readonly frames: Frame[] = [];
  closed: { code: number; reason: string } | null = null;
  private readonly waiting = new Set<() => void>();
  private requests = 0;

  private constructor(readonly raw: WebSocket) {
    raw.on('message', (data) => {
      this.frames.push(JSON.parse(String(data)) as Frame);
      this.wake();
    });
    raw.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
      this.wake();
    });
    raw.on('error', () => undefined);
  }

  /** Opens a socket with the token as sub-protocol, and says hello. */
  static async open(wsUrl: string, token: string): Promise<TestSocket> {
    const socket = new TestSocket(new WebSocket(wsUrl, ['chat.v1', `jwt.${token}`]));
    await once(socket.raw, 'open');
    await socket.request('hello');
    return socket;
  }

  static wrap(raw: WebSocket): TestSocket {
    return new TestSocket(raw);
  }

  send(frame: unknown): void {
    this.raw.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Sends an action and gives the frame that answers it, be it an error. */
  async request(action: string, fields: object = {}): Promise<Reply> {
    const requestId = `r${(this.requests += 1)}`;
    this.send({ action, request_id: requestId, ...fields });
    return (await this.until((frame) => frame.request_id === requestId)) as Reply;
  }

  /** The first frame, of those that came and those to come, that is the event and fits. */
  async event<E extends EventName>(event: E, fits: (data: any) => boolean = () => true): Promise<FrameOf<E>> {
    return (await this.until(
      (frame) => frame.event === event && frame.request_id === undefined && fits(frame.data),
    )) as FrameOf<E>;
  }

  async until(fits: (frame: Frame) => boolean): Promise<Frame> {
    await this.wait(() => this.frames.some(fits));
    return this.frames.find(fits) as Frame;
  }

  /** As many frames that fit, in the order of arrival. */
  async untilCount(count: number, fits: (frame: Frame) => boolean): Promise<Frame[]> {
    await this.wait(() => this.frames.filter(fits).length >= count);
    return this.frames.filter(fits);
  }

  async untilClosed(): Promise<{ code: number; reason: string }> {
    await this.wait(() => this.closed !== null);
    return this.closed!;
  }

  /**
   * All pushes so far, in the order of arrival. A push that was made before this call has arrived when it ends: the pong
   * comes after it on the same connection.
   */
  async settled(event?: EventName): Promise<any[]> {
    await this.request('ping');
    return this.pushes(event);
  }

  /** Pushes that have arrived, of one event or of all: their data, in the order of arrival. */
  pushes(event?: EventName): any[] {
    const pushed = this.frames.filter((frame) => frame.request_id === undefined);
    return event === undefined ? pushed : pushed.filter((frame) => frame.event === event).map((frame) => frame.data);
  }

  async close(): Promise<void> {
    if (this.closed !== null) return;
    this.raw.close();
    await this.untilClosed();
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
  }

  private async wait(isDone: () => boolean): Promise<void> {
    const deadline = Date.now() + answerTimeoutMs;
    while (!isDone()) {
      const left = deadline - Date.now();
      const seen = () => `last frames: ${JSON.stringify(this.frames.slice(-3)).slice(0, 2_000)}`;
      if (this.closed !== null) throw new Error(`the socket has closed with ${this.closed.code}; ${seen()}`);
      if (left <= 0) throw new Error(`nothing came in ${answerTimeoutMs} ms; ${seen()}`);
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          this.waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, left);
        this.waiting.add(done);
      });
    }
  }
}
