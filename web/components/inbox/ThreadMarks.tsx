import type { Thread } from '../../../protocol/objects.ts';
import { Icon } from '../controls/Icon.tsx';
import { isUnread } from '../view/own-side.ts';
import { words } from '../words/index.ts';

/** What the user has set for a conversation, and what is unread in it, in the words of its label. */
export function markWords({ me, unread_count: unread }: Thread, muted: boolean): string[] {
  return [
    me.pinned ? words.own.pinnedMark : '',
    muted ? words.own.mutedMark : '',
    me.blocked ? words.own.blockedMark : '',
    unread > 0 ? words.inbox.unread(unread) : me.marked_unread ? words.own.markedUnread : '',
  ];
}

/** The same as icons at the end of a row, with the number of unread messages, or a dot for a mark as unread. */
export function ThreadMarks({ thread, muted }: { thread: Thread; muted: boolean }) {
  const { me, unread_count: unread } = thread;
  if (!me.pinned && !muted && !me.blocked && !isUnread(thread)) return null;
  return (
    <span className="thread-marks">
      {me.blocked && <Icon name="block" />}
      {muted && <Icon name="mute" />}
      {me.pinned && <Icon name="pin" />}
      {unread > 0 ? (
        <span className="badge" data-muted={muted}>
          {words.inbox.unreadShort(unread)}
        </span>
      ) : (
        me.marked_unread && <span className="badge dot" data-muted={muted} />
      )}
    </span>
  );
}
