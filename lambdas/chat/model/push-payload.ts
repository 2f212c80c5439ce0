import type { PushPayload } from '../../../protocol/notifications.ts';
import type { Role } from '../../../protocol/objects.ts';
import { bodyWithoutText, previewOf } from '../../../protocol/text.ts';
import { isTrusted } from './names.ts';
import type { LogMessage, Thread } from './types.ts';

/** Whose message it is, by a name that is to be trusted: a push looks as if the marketplace had written it. */
function titleOf(thread: Thread, { author }: LogMessage): string {
  if (author !== 'marketplace')
    return isTrusted(thread, author) ? thread[author].username : author === 'client' ? 'The client' : 'The freelancer';
  return thread.job !== null && isTrusted(thread, 'job') ? thread.job.title : 'Marketplace';
}

function bodyOf({ content }: LogMessage, withText: boolean): string {
  const preview = withText ? previewOf(content) : '';
  return preview === '' ? bodyWithoutText : preview;
}

/** The newest message that the role has not read and that still says something; null if there is none. */
export function messageToShow(thread: Thread, role: Role, messages: readonly LogMessage[]): LogMessage | null {
  const mark = thread.marks[role]?.seq ?? 0;
  return messages.find((one) => one.seq > mark && one.author !== role && one.deletedAtMs === null) ?? null;
}

/** What a push says of a message (NT-3): at most 3,000 bytes, since names, ids and previews are bounded. */
export function payloadOf(
  shown: { kind: PushPayload['kind']; thread: Thread; message: LogMessage },
  counts: Pick<PushPayload, 'count' | 'unread_total'>,
  { withText }: { withText: boolean },
): PushPayload {
  const { kind, thread, message } = shown;
  return {
    kind,
    thread_id: thread.id,
    seq: message.seq,
    title: titleOf(thread, message),
    body: bodyOf(message, withText),
    ...counts,
  };
}
