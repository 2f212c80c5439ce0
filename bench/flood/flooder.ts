import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { frames } from '../../protocol/docs/examples.ts';
import { actions } from '../../protocol/frames.ts';

const tickMs = 20;

/** A user who sends every action in turn without waiting for anything, and connects again when disconnected. */
export class Flooder {
  sent = 0;
  /** When the server closed the first connection, in ms since the flood began; null while it has not. */
  disconnectedAfterMs: number | null = null;
  /** Handshakes that were refused since. */
  handshakesRefused = 0;
  #stopped = false;

  constructor(
    private readonly wsUrl: string,
    private readonly token: string,
    readonly threadId: string,
    private readonly framesPerSecond: number,
  ) {}

  /** Floods until `stop` is called. */
  async run(): Promise<void> {
    const startedAt = performance.now();
    while (!this.#stopped) {
      const socket = await this.#connect();
      if (socket === null) continue;
      await this.#flood(socket);
      if (!this.#stopped) this.disconnectedAfterMs ??= performance.now() - startedAt;
      socket.terminate();
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Null if the handshake is refused. */
  async #connect(): Promise<WebSocket | null> {
    const socket = new WebSocket(this.wsUrl, ['chat.v1', `jwt.${this.token}`]);
    const opened = await once(socket, 'open').then(
      () => true,
      () => false,
    );
    if (opened) return socket.on('error', () => undefined);
    this.handshakesRefused += 1;
    await pause(tickMs);
    return null;
  }

  async #flood(socket: WebSocket): Promise<void> {
    while (!this.#stopped && socket.readyState === WebSocket.OPEN) {
      const startedAt = performance.now();
      await pause(tickMs);
      const due = ((performance.now() - startedAt) * this.framesPerSecond) / 1_000;
      for (let count = 0; count < due; count += 1) socket.send(this.#nextFrame());
    }
  }

  /** The example of the next action, in the flooder's own thread. */
  #nextFrame(): string {
    const frame = frames[actions[this.sent % actions.length]!];
    this.sent += 1;
    return JSON.stringify('thread_id' in frame ? { ...frame, thread_id: this.threadId } : frame);
  }
}
