import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Message } from '../../protocol/objects.ts';
import type { LocalApp } from '../support/local-app.ts';

type Frame = { event?: string; request_id?: string; data?: any; message?: string };

/** How the app refused because of its load. */
export interface Refusals {
  /** The chat's own `rate_limited`. */
  rateLimited: number;
  /** `Too Many Requests` of the gateway. */
  throttled: number;
  /** Anything else, which must not occur. */
  other: string[];
}

const backoffMs = { first: 100, most: 3_000 };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A small client, so that 2,000 fit beside the app: one request at a time, and it waits as long as it is told. */
export class LoadClient {
  /** How often each `seq` arrived, by push or by its own reply. */
  readonly received = new Map<number, number>();
  readonly acknowledged: Message[] = [];
  private socket!: WebSocket;
  private waiting: ((frame: Frame) => void) | null = null;
  private requests = 0;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly app: LocalApp,
    private readonly token: string,
    readonly name: string,
    readonly threadId: string,
    private readonly refusals: Refusals,
  ) {}

  async open(): Promise<void> {
    for (let waitMs = backoffMs.first; ; waitMs = Math.min(2 * waitMs, backoffMs.most)) {
      this.socket = new WebSocket(this.app.wsUrl, ['chat.v1', `jwt.${this.token}`]);
      this.socket.on('error', () => undefined);
      this.socket.on('message', (data) => this.hear(JSON.parse(String(data)) as Frame));
      this.socket.on('close', () => this.waiting?.({ message: 'closed' }));
      if (
        await Promise.race([
          once(this.socket, 'open').then(
            () => true,
            () => false,
          ),
          once(this.socket, 'close').then(() => false),
        ])
      )
        return;
      await pause(waitMs * (1 + Math.random()));
    }
  }

  /** Joins, and fetches everything that it has missed. */
  async catchUp(): Promise<void> {
    for (let hasMore = true; hasMore;) {
      const { data } = await this.ask('join_thread', {
        thread_id: this.threadId,
        after_seq: this.lastInOrder(),
        limit: 100,
      });
      for (const { seq } of data.messages as Message[]) if (!this.received.has(seq)) this.received.set(seq, 1);
      hasMore = data.has_more;
    }
  }

  async send(number: number): Promise<void> {
    const { data } = await this.ask('send_message', {
      thread_id: this.threadId,
      content: `${number} of ${this.name}`,
      client_message_id: `${this.name}-${number}`,
      after_seq: 0,
    });
    this.acknowledged.push(data);
    this.count(data.seq);
  }

  close(): void {
    this.socket.close();
  }

  /** Retries until it is answered, with a longer wait after each refusal. Reconnects if it was disconnected. */
  private ask(action: string, fields: object): Promise<Frame> {
    const answer = this.turn.then(() => this.tryUntilAnswered(action, fields));
    this.turn = answer.catch(() => undefined);
    return answer;
  }

  private async tryUntilAnswered(action: string, fields: object): Promise<Frame> {
    for (let waitMs = backoffMs.first; ; waitMs = Math.min(2 * waitMs, backoffMs.most)) {
      if (this.socket.readyState !== WebSocket.OPEN) {
        await this.open();
        if (action !== 'join_thread') await this.tryUntilAnswered('join_thread', { thread_id: this.threadId });
      }
      const frame = await this.request(action, fields);
      if (frame.event !== undefined && frame.event !== 'error') return frame;
      await pause((this.note(frame) ?? waitMs) * (1 + Math.random()));
    }
  }

  private request(action: string, fields: object): Promise<Frame> {
    return new Promise((resolve) => {
      this.waiting = (frame) => {
        this.waiting = null;
        resolve(frame);
      };
      this.socket.send(JSON.stringify({ action, request_id: String((this.requests += 1)), ...fields }));
    });
  }

  /** Counts a refusal. Returns the wait that it asks for. */
  private note({ message, data }: Frame): number | null {
    if (data?.code === 'rate_limited') this.refusals.rateLimited += 1;
    else if (message === 'Too Many Requests') this.refusals.throttled += 1;
    else if (message !== 'closed') this.refusals.other.push(data?.code ?? message ?? 'nothing');
    return data?.retry_after_ms ?? null;
  }

  private hear(frame: Frame): void {
    if (frame.event === 'new_message' && frame.request_id === undefined) this.count(frame.data.seq);
    if (frame.request_id === String(this.requests) || frame.event === undefined) this.waiting?.(frame);
  }

  private count(seq: number): void {
    this.received.set(seq, (this.received.get(seq) ?? 0) + 1);
  }

  private lastInOrder(): number {
    let seq = 0;
    while (this.received.has(seq + 1)) seq += 1;
    return seq;
  }
}
