import { limits } from '../../../protocol/limits.ts';
import { badRequest } from '../../../protocol/parse.ts';
import { messageTypeOf } from '../../../protocol/message-type-of.ts';
import { messageMetadata, type SystemEvent } from '../../../protocol/system-event.ts';
import { cutChars, normaliseContent } from '../../../protocol/text.ts';
import type { Draft } from './draft.ts';
import { systemText } from './system-text.ts';
import type { Thread } from './types.ts';
import { rolesWithUnread } from './unread.ts';

/** What a marketplace event means for its thread. */

/**
 * An event may name both a thread and its people or job.
 * @throws ChatError `bad_request` if they are not those of the thread
 */
export function requireSameTriple(thread: Thread, event: SystemEvent): void {
  const wrong = (['client', 'freelancer', 'job'] as const).filter(
    (part) => event[part] && event[part].id !== thread[part]?.id,
  );
  if (wrong.length > 0)
    throw badRequest(wrong.map((part) => ({ field: `${part}.id`, message: 'is not that of the thread' })));
}

/** How the event opens or closes a thread that exists; null if it leaves that as it is (SYS-12). */
export function activityChange(thread: Thread, { is_active: isActive }: SystemEvent) {
  return isActive === undefined ? null : { isActive, addUnreadFor: rolesWithUnread(thread) };
}

/** The thread as the event opens or closes it. Either puts it back into both lists. */
export function withActivity(thread: Thread, event: SystemEvent): Thread {
  const change = activityChange(thread, event);
  if (change === null) return thread;
  const unreadFor = [...new Set([...thread.unreadFor, ...change.addUnreadFor])];
  return {
    ...thread,
    isActive: change.isActive,
    closedBy: change.isActive ? null : 'marketplace',
    hiddenFor: [],
    unreadFor,
  };
}

/**
 * The event's message. Its metadata may contain half a surrogate pair, which JSON can carry; a generated text must not.
 */
export function draftOf(event: SystemEvent, thread: Thread, id: string): Draft {
  const { content, metadata } = event;
  const generated = () => normaliseContent(systemText(event.event, thread, metadata ?? {}).toWellFormed());
  return {
    id,
    author: 'marketplace',
    type: messageTypeOf[event.event],
    content: content ?? cutChars(generated(), limits.contentChars),
    clientMessageId: null,
    metadata: JSON.stringify(messageMetadata(event)),
    countsAsUnread: event.counts_as_unread,
  };
}
