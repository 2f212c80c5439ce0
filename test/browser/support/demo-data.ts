import { headOf } from '../../../lambdas/chat/model/head.ts';
import type { Author, Counts, LogMessage, Thread } from '../../../lambdas/chat/model/types.ts';
import type { Store } from '../../../lambdas/chat/ports/store.ts';
import { stepOf } from '../../../lambdas/chat/model/time-step.ts';
import { nobodyTold } from '../../../lambdas/chat/model/told.ts';
import { roles, type MessageType, type User } from '../../../protocol/objects.ts';
import { aMessage, aThread } from '../../chat/fixtures.ts';

export interface Line {
  by: Author;
  text: string;
  minutesAgo: number;
  type?: MessageType;
  metadata?: Record<string, unknown>;
}

export interface Talk {
  id: string;
  client: User;
  freelancer: User;
  jobTitle: string | null;
  lines: readonly Line[];
  /** The `seq` up to which each participant has read. Default: all. */
  readByClient?: number;
  readByFreelancer?: number;
}

/** Writes a conversation with messages in the past, which no client can send. */
export async function writeTalk(store: Store, talk: Talk): Promise<void> {
  const messages = logOf(talk.lines);
  const last = messages.at(-1)!;
  const thread = threadOf(talk, last.sentAtMs);
  await store.createThread(thread);
  await store.touchInboxes(thread, thread.activeStep, roles);
  for (const message of messages) await store.appendMessage(talk.id, message);
  const read = { client: talk.readByClient ?? last.seq, freelancer: talk.readByFreelancer ?? last.seq };
  for (const role of roles) {
    const upTo = messages[read[role] - 1];
    if (upTo === undefined) continue;
    const others = role === 'client' ? upTo.counts.freelancer : upTo.counts.client;
    const atMs = Math.min(Date.now(), upTo.sentAtMs + 90_000);
    await store.writeMark(talk.id, role, { seq: upTo.seq, others: others + upTo.counts.marketplace, atMs }, null);
  }
  await Promise.all(roles.map((role) => store.putUnread(thread[role].id, talk.id, last.seq)));
  const told = { upTo: last.seq, beyond: [] };
  const change = {
    step: thread.activeStep,
    revive: false,
    addUnreadFor: [...roles],
    knownUnreadFor: [],
    knownTold: nobodyTold,
    told,
  };
  await store.writeHead(talk.id, headOf(last), change);
}

function threadOf({ id, client, freelancer, jobTitle, lines }: Talk, lastMs: number): Thread {
  return aThread({
    id,
    client,
    freelancer,
    job: jobTitle === null ? null : { id: jobTitle, title: jobTitle },
    createdAtMs: Date.now() - lines[0]!.minutesAgo * 60_000,
    activeStep: stepOf(lastMs),
  });
}

function logOf(lines: readonly Line[]): LogMessage[] {
  const counts: Counts = { client: 0, freelancer: 0, marketplace: 0 };
  return lines.map(({ by, text, minutesAgo, type = 'text', metadata }, index) => {
    counts[by] += 1;
    return aMessage({
      id: `demo-${index + 1}`,
      seq: index + 1,
      author: by,
      type,
      content: text,
      sentAtMs: Date.now() - minutesAgo * 60_000,
      metadata: metadata === undefined ? null : JSON.stringify(metadata),
      counts: { ...counts },
    });
  });
}
