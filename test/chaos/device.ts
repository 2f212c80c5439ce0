import { WebSocket } from 'ws';
import type { Message } from '../../protocol/objects.ts';
import { createChatClient, type ChatClient, type SocketConstructor } from '@marketplace-chat/client';
import { memoryOutbox } from '../../web/client/outbox-store/memory.ts';
import type { LocalApp } from '../support/local-app.ts';

/** Short waits, so that a minute of a test holds what takes a day outside. */
const timing = {
  backoffBaseMs: 100,
  backoffMaxMs: 2_000,
  connectTimeoutMs: 10_000,
  requestTimeoutMs: 8_000,
  retryInternalMs: 100,
  pingEveryMs: 3_000,
};
/** Some tokens run out during a run and are renewed in place: a minute before their end. */
const tokenSeconds = [75, 3_600];

/** One device of a user: the typed client over sockets that can be cut, and what it was told of its messages. */
export class Device {
  readonly client: ChatClient;
  /** What was accepted into the outbox, in order; by thread. */
  readonly accepted = new Map<string, string[]>();
  /** What was acknowledged, by the id it was sent under. */
  readonly acknowledged = new Map<string, Message>();
  /** Each `seq` that was shown as a new message, by thread: never twice, never backwards. */
  readonly shown = new Map<string, number[]>();
  readonly joined = new Set<string>();
  private readonly sockets = new Set<WebSocket>();

  constructor(
    private readonly app: LocalApp,
    readonly userId: string,
    readonly number: number,
  ) {
    const { sockets } = this;
    class CutSocket extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols);
        sockets.add(this);
        this.on('close', () => sockets.delete(this));
      }
    }
    this.client = createChatClient({
      socketUrl: app.wsUrl,
      apiUrl: `${app.url}/api/chat`,
      userId,
      WebSocket: CutSocket as unknown as SocketConstructor,
      outboxStore: memoryOutbox(),
      timing,
    });
    this.client.on('sent', ({ id, message }) => void this.acknowledged.set(id, message));
    this.client.on('new_message', ({ thread_id, seq }) => this.listOf(this.shown, thread_id).push(seq));
  }

  private listOf<T>(map: Map<string, T[]>, threadId: string): T[] {
    const list = map.get(threadId) ?? [];
    map.set(threadId, list);
    return list;
  }

  connect(): void {
    const expires_in = tokenSeconds[this.number % tokenSeconds.length]!;
    void this.client.connect(() => this.app.token(this.userId, { username: this.userId, expires_in }));
  }

  join(threadId: string): void {
    this.joined.add(threadId);
    void this.client.joinThread(threadId);
  }

  leave(threadId: string): void {
    this.joined.delete(threadId);
    this.client.leaveThread(threadId);
    // Joined again it begins with a page of its own.
    this.shown.delete(threadId);
  }

  send(threadId: string, content: string): void {
    const result = this.client.sendMessage(threadId, content);
    if (!result.ok) throw new Error(`the outbox refused a message: ${result.error.message}`);
    this.listOf(this.accepted, threadId).push(result.value.id);
  }

  /** Cuts its sockets as a broken line does: neither side is told. */
  cut(): void {
    for (const socket of this.sockets) socket.terminate();
  }
}

/**
 * Tries until it works or is refused for a reason; what is `internal`, `network` or `rate_limited` may work
 * the next time.
 */
export async function persist<T>(
  attempt: () => Promise<{ ok: true; value: T } | { ok: false; error: { code: string } }>,
  patienceMs: number,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const result = await attempt();
    if (result.ok || !['internal', 'network', 'rate_limited'].includes(result.error.code) || Date.now() > deadline)
      return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
