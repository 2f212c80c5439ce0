import type { Role, User } from '../../protocol/objects.ts';
import { notFound } from '../chat/model/errors.ts';
import { roleOf } from '../chat/model/participant.ts';
import type { Store } from '../chat/ports/store.ts';

/** Bounds the memory: an entry has a few hundred bytes. */
const knownMax = 10_000;

/**
 * Keeps strangers out of threads (WS-5). The participants of a thread never change, so a process reads the thread's own
 * row once and remembers them: their further calls cost nothing. A call by anybody else reads only that row, whether
 * the thread exists or not, so neither the answer nor its time shows which of the two it is.
 */
export class Participants {
  private readonly known = new Map<string, readonly string[]>();

  constructor(private readonly store: Pick<Store, 'findThread'>) {}

  /** @throws ChatError `not_found` if the user is not a participant of the thread */
  async require(threadId: string, userId: string): Promise<void> {
    if (this.known.get(threadId)?.includes(userId)) return;
    const thread = await this.store.findThread(threadId);
    if (thread === null) throw notFound('thread');
    roleOf(thread, userId);
    this.learn(thread);
  }

  /** Remembers a thread that a participant has just been shown. */
  learn({ id, client, freelancer }: { id: string } & Record<Role, User>): void {
    this.known.delete(id);
    this.known.set(id, [client.id, freelancer.id]);
    const [oldest] = this.known.keys();
    if (this.known.size > knownMax && oldest !== undefined) this.known.delete(oldest);
  }
}
