import { WebSocket } from 'ws';
import { replyOf, type EventData, type EventName, type ReplyEvent } from '../../protocol/events.ts';
import type { Action } from '../../protocol/frames.ts';
import { brief, CheckFailed } from '../report/outcome.ts';

interface Frame {
  event?: string;
  request_id?: string;
  data?: unknown;
}

/** Where the handshake has the token (WS-1). */
export type TokenPlace = 'sub-protocol' | 'header' | 'query';
export const tokenPlaces: readonly TokenPlace[] = ['sub-protocol', 'header', 'query'];

function connect(url: string, token: string, place: TokenPlace): WebSocket {
  switch (place) {
    case 'sub-protocol':
      return new WebSocket(url, ['chat.v1', `jwt.${token}`]);
    case 'header':
      return new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
    case 'query':
      return new WebSocket(`${url}?token=${encodeURIComponent(token)}`);
  }
}

export interface SocketOptions {
  place: TokenPlace;
  /** How long to wait for a reply or a push. */
  patienceMs: number;
}

/** A bare WebSocket: what is sent and what comes, without reconnecting or any other help. */
export class Socket {
  readonly frames: Frame[] = [];
  isClosed = false;
  readonly #waiting = new Set<() => void>();
  #requests = 0;

  private constructor(
    readonly raw: WebSocket,
    private readonly patienceMs: number,
  ) {
    raw.on('message', (data) => {
      this.frames.push(JSON.parse(String(data)) as Frame);
      this.#wake();
    });
    raw.on('close', () => {
      this.isClosed = true;
      this.#wake();
    });
  }

  /** Resolves once the socket is open. A refused handshake is an error with its status. */
  static async open(url: string, token: string, { place, patienceMs }: SocketOptions): Promise<Socket> {
    const socket = new Socket(connect(url, token, place), patienceMs);
    await new Promise<void>((resolve, reject) => {
      socket.raw.once('open', resolve);
      socket.raw.on('error', (error) => reject(new CheckFailed(`the socket did not open: ${error.message}`)));
    });
    return socket;
  }

  /** The HTTP status that a handshake is refused with, or null if the socket opens. */
  static async refusal(url: string, token: string): Promise<number | null> {
    const raw = connect(url, token, 'sub-protocol');
    return new Promise((resolve, reject) => {
      raw.on('error', reject);
      raw.on('open', () => (raw.close(), resolve(null)));
      raw.on('unexpected-response', (sent, response) => (sent.destroy(), resolve(response.statusCode ?? 0)));
    });
  }

  /** Sends a frame and resolves with its reply. Fails on an error, or on a reply of another event. */
  async ask<A extends Action>(action: A, fields: object = {}): Promise<EventData<ReplyEvent<A>>> {
    const expected = replyOf[action];
    const requestId = `smoke-${(this.#requests += 1)}`;
    this.raw.send(JSON.stringify({ action, request_id: requestId, ...fields }));
    const reply = await this.#until(`the reply to ${action}`, (frame) => frame.request_id === requestId);
    if (reply.event !== expected)
      throw new CheckFailed(`${action} was answered with ${brief(reply)} instead of ${expected}`);
    return reply.data as EventData<ReplyEvent<A>>;
  }

  /** The data of the first push of that event that fits, of those that came and those to come. */
  async push<E extends EventName>(event: E, fits: (data: EventData<E>) => boolean): Promise<EventData<E>> {
    const isIt = (frame: Frame) =>
      frame.event === event && frame.request_id === undefined && fits(frame.data as EventData<E>);
    return (await this.#until(`a push of ${event}`, isIt)).data as EventData<E>;
  }

  async untilClosed(): Promise<void> {
    await this.#wait('the end of the socket', () => this.isClosed);
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.raw.close();
    await this.untilClosed();
  }

  async #until(what: string, fits: (frame: Frame) => boolean): Promise<Frame> {
    await this.#wait(what, () => this.isClosed || this.frames.some(fits));
    const found = this.frames.find(fits);
    if (found === undefined) throw new CheckFailed(`the socket closed before ${what}; ${this.#lastFrames()}`);
    return found;
  }

  async #wait(what: string, isDone: () => boolean): Promise<void> {
    const deadlineMs = Date.now() + this.patienceMs;
    while (!isDone()) {
      const leftMs = deadlineMs - Date.now();
      if (leftMs <= 0)
        throw new CheckFailed(`${what} did not come within ${this.patienceMs / 1000} s; ${this.#lastFrames()}`);
      await new Promise<void>((resolve) => {
        const done = () => (clearTimeout(timer), this.#waiting.delete(done), resolve());
        const timer = setTimeout(done, leftMs);
        this.#waiting.add(done);
      });
    }
  }

  #lastFrames(): string {
    return this.frames.length === 0 ? 'no frame came' : `last frames: ${brief(this.frames.slice(-2))}`;
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}
