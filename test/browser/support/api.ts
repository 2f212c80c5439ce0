import type { Message, Thread, User } from '../../../protocol/objects.ts';
import type { SystemEventResult } from '../../../protocol/system-event.ts';

/** REST, tokens and marketplace events of a running server, to prepare and check a test without the page. */
export class Api {
  constructor(private readonly url: string) {}

  async token(user: User, lifetimeSeconds?: number): Promise<string> {
    const { token } = await this.#json<{ token: string }>('/dev/token', {
      method: 'POST',
      body: JSON.stringify({ sub: user.id, username: user.username, expires_in: lifetimeSeconds }),
    });
    return token;
  }

  async createThread(client: User, freelancer: User, jobTitle?: string): Promise<Thread> {
    const job = jobTitle === undefined ? null : { id: jobTitle, title: jobTitle };
    return this.as<Thread>(client, 'POST', '/threads/', { client, freelancer, job });
  }

  /** @param replyTo the `seq` of the message that this one replies to */
  async send(user: User, threadId: string, content: string, replyTo?: number): Promise<Message> {
    return this.as<Message>(user, 'POST', `/threads/${threadId}/messages/`, { content, reply_to: replyTo });
  }

  async react(user: User, threadId: string, seq: number, emoji: string): Promise<Message> {
    const path = `/threads/${threadId}/messages/${seq}/reactions/${encodeURIComponent(emoji)}/`;
    return this.as<Message>(user, 'PUT', path);
  }

  /** All messages of a thread, oldest first. */
  async messages(user: User, threadId: string): Promise<Message[]> {
    const found: Message[] = [];
    for (let more = true; more;) {
      const after = found.at(-1)?.seq ?? 0;
      const path = `/threads/${threadId}/messages/?limit=100&after_seq=${after}`;
      const page = await this.as<{ results: Message[]; has_more: boolean }>(user, 'GET', path);
      found.push(...page.results);
      more = page.has_more;
    }
    return found;
  }

  /** The card of a payment of 480 euros. */
  async pay(threadId: string): Promise<SystemEventResult> {
    return this.marketplaceEvent({
      event_id: `${threadId}-paid`.slice(-100),
      event: 'payment_completed',
      thread_id: threadId,
      metadata: { payment_id: 'P-9', amount: '480.00', currency: 'EUR' },
    });
  }

  async marketplaceEvent(event: Record<string, unknown>): Promise<SystemEventResult> {
    return this.#json('/2015-03-31/functions/system-message/invocations', {
      method: 'POST',
      body: JSON.stringify(event),
    });
  }

  /** REST as this user. */
  async as<T>(user: User, method: string, path: string, body?: unknown): Promise<T> {
    const headers = { Authorization: `Bearer ${await this.token(user)}`, 'Content-Type': 'application/json' };
    return this.#json<T>(`/api/chat${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  async #json<T>(path: string, init: RequestInit): Promise<T> {
    const response = await fetch(this.url + path, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${init.method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}
