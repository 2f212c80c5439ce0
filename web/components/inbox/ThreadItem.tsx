import { memo } from 'react';
import { useChat } from '@marketplace-chat/react';
import type { Thread } from '../../../protocol/objects.ts';
import { previewOf as previewText } from '../../../protocol/text.ts';
import { Avatar } from '../controls/Avatar.tsx';
import { useDraft } from '../state/drafts.ts';
import { hrefOf } from '../state/route.ts';
import { formatShort } from '../view/format.ts';
import { jobOf, nameOf, withoutDirections } from '../view/names.ts';
import { otherOf } from '../view/person.ts';
import { strings } from '../view/strings.ts';

interface ThreadItemProps {
  thread: Thread;
  current: boolean;
  tabbable: boolean;
  now: Date;
}

/** One row of the inbox. */
export const ThreadItem = memo(function ThreadItem({ thread, current, tabbable, now }: ThreadItemProps) {
  const { me } = useChat();
  const other = otherOf(thread, me.id);
  const unread = thread.unread_count;
  const time = formatShort(thread.last_message_at, now);
  const job = jobOf(thread) ?? strings.inbox.noJob;
  // No more than a row can show: laying out a long draft with every key press takes long.
  const draft = previewText(useDraft(me.id, thread.id));
  const preview = previewOf(thread, me.id);
  return (
    <a
      className="thread"
      href={hrefOf(thread.id)}
      data-unread={unread > 0}
      tabIndex={tabbable ? 0 : -1}
      aria-current={current ? 'page' : undefined}
      aria-label={strings.inbox.item(nameOf(other), job, preview, time, unread > 0 ? strings.inbox.unread(unread) : '')}
    >
      <Avatar user={other} />
      <span className="thread-name" dir="auto">
        {nameOf(other)}
      </span>
      <time className="thread-time" dateTime={thread.last_message_at}>
        {time}
      </time>
      <span className="thread-job" dir="auto">
        {thread.is_active ? job : `${job} · ${strings.inbox.closed}`}
      </span>
      <span className="thread-preview" dir="auto">
        {draft !== '' && !current ? (
          <>
            <em>{strings.inbox.draft}</em>
            {draft}
          </>
        ) : (
          preview
        )}
      </span>
      {unread > 0 && <span className="badge">{strings.inbox.unreadShort(unread)}</span>}
    </a>
  );
});

function previewOf({ last_message: last }: Thread, userId: string): string {
  if (last === null) return strings.inbox.nothingYet;
  if (last.preview === '') return strings.inbox.deleted;
  const preview = withoutDirections(last.preview);
  return last.sender_id === userId ? strings.inbox.you + preview : preview;
}
