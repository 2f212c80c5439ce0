import { useEffect, useRef, type RefObject } from 'react';
import { useChat, useConnection, useNow } from '@marketplace-chat/react';
import type { Member, Thread } from '../../../protocol/objects.ts';
import { Avatar } from '../controls/Avatar.tsx';
import { Icon } from '../controls/Icon.tsx';
import { ThreadMenu } from '../own/ThreadMenu.tsx';
import { InboxLink } from '../part/InboxLink.tsx';
import { usePart } from '../part/part-context.ts';
import { jobOf, nameOf } from '../view/names.ts';
import { isMuted } from '../view/own-side.ts';
import { otherOf } from '../view/person.ts';
import { words } from '../words/index.ts';
import { isTouch } from '../view/touch.ts';

interface ConversationHeaderProps {
  thread: Thread;
  members: readonly Member[];
  onSearch: () => void;
}

/** Shows the other participant, the job and whether they are here, with the search and a menu of actions. */
export function ConversationHeader({ thread, members, onSearch }: ConversationHeaderProps) {
  const { me } = useChat();
  const now = useNow();
  const other = otherOf(thread, me.id);
  // Without a connection, presence is unknown.
  const connected = useConnection().kind === 'connected';
  const heading = useRef<HTMLHeadingElement>(null);
  const { autoFocus } = usePart();
  useFocusAtOpening(heading, { isWanted: autoFocus, isWritable: thread.is_active && !thread.me.blocked });
  const online = connected && members.some((member) => member.id === other.id && member.online);

  return (
    <header className="conversation-header">
      <InboxLink className="icon-button back" label={words.conversation.back}>
        <Icon name="back" />
      </InboxLink>
      <Avatar user={other} online={online} />
      <div className="conversation-title" data-title>
        <h2 ref={heading} tabIndex={-1} dir="auto">
          {nameOf(other)}
        </h2>
        <p>
          <span dir="auto">{jobOf(thread) ?? words.inbox.noJob}</span>
          {online && <span>· {words.conversation.online}</span>}
          {isMuted(thread, now) && <span>· {words.own.mutedMark}</span>}
        </p>
      </div>
      <button type="button" className="icon-button" aria-label={words.search.inThis} onClick={onSearch}>
        <Icon name="search" />
      </button>
      <ThreadMenu thread={thread} now={now} label={words.conversation.menu} />
    </header>
  );
}

/** Focuses the heading of a conversation that has just opened, unless the composer takes the focus. */
function useFocusAtOpening(
  heading: RefObject<HTMLElement | null>,
  { isWanted, isWritable }: { isWanted: boolean; isWritable: boolean },
): void {
  const isLeftAlone = useRef(!isWanted || (isWritable && !isTouch()));
  useEffect(() => {
    if (!isLeftAlone.current) heading.current?.focus({ preventScroll: true });
  }, [heading]);
}
