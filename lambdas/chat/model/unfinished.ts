import { threadOfChange, type CommittedChange } from './change-events.ts';
import { isTold, nobodyTold } from './told.ts';
import type { LogMessage, Thread } from './types.ts';

/** A commit of a message that nothing has shown to be finished yet (HE-1). */
export interface Unfinished<C> {
  threadId: string;
  /** The message, as the latest of the changes left it. */
  message: LogMessage;
  /** The first and the latest of the changes that concern it. */
  first: C;
  latest: C;
  /** Whether it is a new message; if not, only its change may be unfinished. */
  isNew: boolean;
}

/** Whether the message's own row says that everybody has been notified of its latest edit or deletion. */
export function isChangeFinished({ contentRevision, toldRevision }: LogMessage): boolean {
  return contentRevision <= toldRevision;
}

/**
 * Which of these changes are commits of messages that no other one among them shows to be finished. Usually none: the
 * thread's row follows its message within the batch.
 */
export function unfinishedOf<C extends { change: CommittedChange }>(changes: C[]): Unfinished<C>[] {
  const threads = new Map<string, Thread>();
  const commits = new Map<string, Unfinished<C>>();
  for (const one of changes) {
    const { change } = one;
    const thread = threadOfChange(change);
    if (thread !== null) threads.set(thread.id, thread);
    if (change.kind !== 'message' && change.kind !== 'revision') continue;
    const { threadId, message } = change;
    const key = `${threadId}/${message.seq}`;
    commits.set(key, {
      first: one,
      isNew: change.kind === 'message',
      ...commits.get(key),
      latest: one,
      threadId,
      message,
    });
  }
  return [...commits.values()].filter(({ isNew, threadId, message }) => {
    const isSent = !isNew || isTold(threads.get(threadId)?.told ?? nobodyTold, message.seq);
    return !(isSent && isChangeFinished(message));
  });
}
