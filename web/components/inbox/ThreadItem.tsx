import { memo, useRef, type KeyboardEvent } from 'react';
import { useChat, useUnsent } from '@marketplace-chat/react';
import type { Thread } from '../../../protocol/objects.ts';
import { Avatar } from '../controls/Avatar.tsx';
import { useDraft } from '../state/drafts.ts';
import { useLongPress } from '../hooks/use-long-press.ts';
import { ThreadMenu } from '../own/ThreadMenu.tsx';
import { PlaceLink } from '../part/PlaceLink.tsx';
import { formatShort } from '../view/format.ts';
import { jobOf, nameOf } from '../view/names.ts';
import { isMuted, isUnread } from '../view/own-side.ts';
import { otherOf } from '../view/person.ts';
import { previewOf, previewText } from '../view/preview.ts';
import { words } from '../words/index.ts';
import { markWords, ThreadMarks } from './ThreadMarks.tsx';
import { ThreadPreview } from './ThreadPreview.tsx';

interface ThreadItemProps {
  thread: Thread;
  current: boolean;
  tabbable: boolean;
  now: Date;
}

/** One row of the inbox, with its menu: a button, a long press on touch screens, or the menu key. */
export const ThreadItem = memo(function ThreadItem({ thread, current, tabbable, now }: ThreadItemProps) {
  const { me } = useChat();
  const other = otherOf(thread, me.id);
  const muted = isMuted(thread, now);
  const menu = useRef<HTMLButtonElement>(null);
  const openMenu = () => menu.current?.click();
  const longPress = useLongPress(openMenu);
  const time = formatShort(thread.last_message_at, now);
  const job = jobOf(thread) ?? words.inbox.noJob;
  const draft = useDraft(me.id, thread.id);
  const unsent = useUnsent(thread.id);
  const preview = previewOf({ thread, userId: me.id, draft: current ? '' : draft, unsent });
  const closed = thread.is_active ? '' : words.inbox.closed;
  const label = [nameOf(other), job, closed, previewText(preview), time, ...markWords(thread, muted)];
  return (
    <div className="thread-row">
      <PlaceLink
        className="thread"
        threadId={thread.id}
        data-thread={thread.id}
        data-unread={isUnread(thread)}
        tabIndex={tabbable ? 0 : -1}
        aria-current={current ? 'page' : undefined}
        aria-label={words.inbox.item(label)}
        onKeyDown={(event) => opensMenu(event) && openMenu()}
        {...longPress}
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
        <ThreadMarks thread={thread} muted={muted} />
      </PlaceLink>
      <ThreadMenu
        thread={thread}
        now={now}
        label={words.inbox.actions(nameOf(other))}
        className="thread-actions"
        tabIndex={tabbable ? 0 : -1}
        buttonRef={menu}
      />
    </div>
  );
});

/** The keys that open a context menu. */
function opensMenu(event: KeyboardEvent): boolean {
  if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey)) return false;
  event.preventDefault();
  return true;
}
