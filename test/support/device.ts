import type { EventData, EventName } from '../../protocol/events.ts';

export type Frame = { event?: string; request_id?: string; data?: any; message?: string };
export type Reply = { event: string; request_id: string; data: any };
export type Closed = { code: number; reason: string };
type FrameOf<E extends EventName> = { event: E; request_id?: string; data: EventData<E> };

/** No rule sets this time: what takes longer than this on a busy machine never comes. */
const answerTimeoutMs = 110_000;

/** One connection of a user as a bare client sees it: what it sends, and every frame that arrives, in order. */
export abstract class Device {
  readonly frames: Frame[] = [];
  closed: Closed | null = null;
  private readonly waiting = new Set<() => void>();
  private requests = 0;

  /** Sends an object as JSON, or a text as it is. */
  abstract send(frame: unknown): void;

  /** Closes the connection from the client's side. */
  abstract close(): Promise<void>;

  protected receive(frame: Frame): void {
    this.frames.push(frame);
    this.wake();
  }

  protected end(closed: Closed): void {
    this.closed ??= closed;
    this.wake();
  }

  /** Sends an action and returns the frame that answers it, which may be an error. */
  async request(action: string, fields: object = {}): Promise<Reply> {
    const requestId = `r${(this.requests += 1)}`;
    this.send({ action, request_id: requestId, ...fields });
    return (await this.until((frame) => frame.request_id === requestId)) as Reply;
  }

  /** The first push of the event whose data fits, among those that have arrived and those to come. */
  async event<E extends EventName>(event: E, fits: (data: any) => boolean = () => true): Promise<FrameOf<E>> {
    return (await this.until(
      (frame) => frame.event === event && frame.request_id === undefined && fits(frame.data),
    )) as FrameOf<E>;
  }

  async until(fits: (frame: Frame) => boolean): Promise<Frame> {
    await this.wait(() => this.frames.some(fits));
    return this.frames.find(fits) as Frame;
  }

  /** Waits for `count` frames that fit, and returns all that have arrived. */
  async untilCount(count: number, fits: (frame: Frame) => boolean): Promise<Frame[]> {
    await this.wait(() => this.frames.filter(fits).length >= count);
    return this.frames.filter(fits);
  }

  async untilClosed(): Promise<Closed> {
    await this.wait(() => this.closed !== null);
    return this.closed!;
  }

  /**
   * All pushes so far, in the order of arrival: the whole frames, or the data of one event. A push that was made before
   * this call has arrived when it returns, because the reply to a `ping` follows it on the same connection.
   */
  async received(event?: EventName): Promise<any[]> {
    await this.request('ping');
    return this.pushes(event);
  }

  /** The names of the events that were pushed so far, in the order of arrival. */
  async events(): Promise<string[]> {
    return (await this.received()).map((frame: Frame) => frame.event as string);
  }

  /** The pushes that have arrived: the whole frames, or the data of one event. */
  pushes(event?: EventName): any[] {
    const pushed = this.frames.filter((frame) => frame.request_id === undefined);
    return event === undefined ? pushed : pushed.filter((frame) => frame.event === event).map((frame) => frame.data);
  }

  /** Drops the frames that have arrived, so that a test sees only what follows. */
  async forget(): Promise<void> {
    await this.received();
    this.frames.length = 0;
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
  }

  private async wait(isDone: () => boolean): Promise<void> {
    const deadline = Date.now() + answerTimeoutMs;
    while (!isDone()) {
      const seen = () => `last frames: ${JSON.stringify(this.frames.slice(-3)).slice(0, 2_000)}`;
      if (this.closed !== null) throw new Error(`the socket closed with ${this.closed.code}; ${seen()}`);
      if (Date.now() >= deadline) throw new Error(`nothing arrived in ${answerTimeoutMs} ms; ${seen()}`);
      await this.nextChange(deadline - Date.now());
    }
  }

  private async nextChange(limitMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, limitMs);
      this.waiting.add(done);
    });
  }
}
