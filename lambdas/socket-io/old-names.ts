import type { ServerFrame } from '../../protocol/events.ts';
import type { Message, Thread } from '../../protocol/objects.ts';

/**
 * The names of the system that this one replaces (SIO-3): messages have `message` and `message_type` beside `content`
 * and `type`, and the ids of threads that came from there are numbers.
 */

type Fields = Record<string, unknown>;

/** A number as the old system writes one: its text is the id again. */
function oldThreadId(id: string): string | number {
  const number = Number(id);
  return Number.isSafeInteger(number) && number >= 0 && String(number) === id ? number : id;
}

/** The fields of a client's event by their names of today. A name of today takes precedence. */
export function withNewNames({ message, message_type: type, ...fields }: Fields): Fields {
  const { thread_id: threadId } = fields;
  return {
    ...(message === undefined ? {} : { content: message }),
    ...(type === undefined ? {} : { type }),
    ...fields,
    ...(typeof threadId === 'number' ? { thread_id: String(threadId) } : {}),
  };
}

const oldMessage = (message: Message) => ({
  ...message,
  thread_id: oldThreadId(message.thread_id),
  message: message.content,
  message_type: message.type,
});

const oldThread = (thread: Thread) => ({ ...thread, id: oldThreadId(thread.id) });

/** The data of a server's event, with the old names beside those of today. */
export function withOldNames(frame: ServerFrame): unknown {
  switch (frame.event) {
    case 'new_message':
    case 'message_edited':
    case 'message_deleted':
    case 'message_updated':
      return oldMessage(frame.data);
    case 'thread_joined': {
      const { thread, messages } = frame.data;
      return {
        ...frame.data,
        thread_id: oldThreadId(thread.id),
        thread: oldThread(thread),
        messages: messages.map(oldMessage),
      };
    }
    case 'thread_updated':
      return { ...frame.data, thread: oldThread(frame.data.thread) };
    default:
      return 'thread_id' in frame.data ? { ...frame.data, thread_id: oldThreadId(frame.data.thread_id) } : frame.data;
  }
}
