import { memo } from 'react';
import { useChat, useUnsent } from '@marketplace-chat/react';
import type { Thread } from '../../../protocol/objects.ts';
import { Avatar } from '../controls/Avatar.tsx';
import { useDraft } from '../state/drafts.ts';
import { hrefOf } from '../state/route.ts';
import { formatShort } from '../view/format.ts';
import { jobOf, nameOf } from '../view/names.ts';
import { otherOf } from '../view/person.ts';
import { previewOf, previewText } from '../view/preview.ts';
import { strings } from '../view/strings.ts';
import { ThreadPreview } from './ThreadPreview.tsx';

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
  const draft = useDraft(me.id, thread.id);
  const unsent = useUnsent(thread.id);
  const preview = previewOf({ thread, userId: me.id, draft: current ? '' : draft, unsent });
  const closed = thread.is_active ? '' : strings.inbox.closed;
  const label = [
    nameOf(other),
    job,
    closed,
    previewText(preview),
    time,
    unread > 0 ? strings.inbox.unread(unread) : '',
  ];
  return (
    <a
      className="thread"
      href={hrefOf(thread.id)}
      data-unread={unread > 0}
      tabIndex={tabbable ? 0 : -1}
      aria-current={current ? 'page' : undefined}
      aria-label={strings.inbox.item(label)}
    >
      <Avatar user={other} />
      <span className="thread-name" dir="auto">
        {nameOf(other)}
      </span>
      <time className="thread-time" dateTime={thread.last_message_at}>
        {time}
      </time>
      <span className="thread-job">
        <span className="thread-text" dir="auto">
          {job}
        </span>
        {closed !== '' && <span className="thread-closed">· {closed}</span>}
      </span>
      <ThreadPreview preview={preview} />
      {unread > 0 && <span className="badge">{strings.inbox.unreadShort(unread)}</span>}
    </a>
  );
});
