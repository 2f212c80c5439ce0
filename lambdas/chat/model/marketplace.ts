import { limits } from '../../../protocol/limits.ts';
import { badRequest } from '../../../protocol/parse.ts';
import { messageMetadata, messageTypeOf, type SystemEvent } from '../../../protocol/system-event.ts';
import { cutChars, normaliseContent } from '../../../protocol/text.ts';
import type { Draft } from './draft.ts';
import { systemText } from './system-text.ts';
import type { Thread } from './types.ts';

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

/** The event's message. Its metadata may contain half a surrogate pair, which JSON can carry; a generated text must not. */
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
