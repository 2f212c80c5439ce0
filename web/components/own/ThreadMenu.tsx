import { useState, type RefObject } from 'react';
import { useChat } from '@marketplace-chat/react';
import type { Thread } from '../../../protocol/objects.ts';
import { Menu, type MenuItem } from '../controls/Menu.tsx';
import { mayReopen } from '../view/closed.ts';
import { nameOf } from '../view/names.ts';
import { isMuted, isUnread } from '../view/own-side.ts';
import { otherOf } from '../view/person.ts';
import { words } from '../words/index.ts';
import { ThreadDialog, type ThreadQuestion } from './ThreadDialog.tsx';
import { useClosing } from './use-closing.ts';
import { useOwnSide } from './use-own-side.ts';

interface ThreadMenuProps {
  thread: Thread;
  now: Date;
  label: string;
  className?: string;
  tabIndex?: number;
  buttonRef?: RefObject<HTMLButtonElement | null>;
}

/** The menu of a conversation: first what only its user notices, then what both do. */
export function ThreadMenu({ thread, now, ...button }: ThreadMenuProps) {
  const [question, setQuestion] = useState<ThreadQuestion | null>(null);
  const items = [...useOwnItems(thread, now, setQuestion), ...useSharedItems(thread, setQuestion)];
  return (
    <>
      <Menu items={items} {...button} />
      {question !== null && <ThreadDialog thread={thread} question={question} onClose={() => setQuestion(null)} />}
    </>
  );
}

type Ask = (question: ThreadQuestion) => void;

function useOwnItems(thread: Thread, now: Date, ask: Ask): MenuItem[] {
  const own = useOwnSide(thread);
  const muted = isMuted(thread, now);
  const { pinned, archived } = thread.me;
  return [
    pinned
      ? { label: words.own.unpin, icon: 'pin', onSelect: own.unpin }
      : { label: words.own.pin, icon: 'pin', onSelect: own.pin },
    muted
      ? { label: words.own.unmute, icon: 'bell', onSelect: own.unmute }
      : { label: words.own.mute, icon: 'mute', onSelect: () => ask('mute') },
    isUnread(thread)
      ? { label: words.own.markRead, icon: 'check', onSelect: own.markRead }
      : { label: words.own.markUnread, icon: 'unread', onSelect: own.markUnread },
    archived
      ? { label: words.own.unarchive, icon: 'archive', onSelect: own.unarchive }
      : { label: words.own.archive, icon: 'archive', onSelect: own.archive },
  ];
}

function useSharedItems(thread: Thread, ask: Ask): MenuItem[] {
  const { me } = useChat();
  const { close, reopen } = useClosing(thread);
  const name = nameOf(otherOf(thread, me.id));
  const closing: MenuItem = { label: words.own.close, icon: 'lock', onSelect: close };
  const reopening: MenuItem = { label: words.conversation.reopen, icon: 'unlock', onSelect: reopen };
  return [
    ...(thread.is_active ? [closing] : mayReopen(thread, me.id) ? [reopening] : []),
    thread.me.blocked
      ? { label: words.own.unblock(name), icon: 'block', onSelect: () => ask('unblock') }
      : { label: words.own.block(name), icon: 'block', danger: true, onSelect: () => ask('block') },
    { label: words.own.remove, icon: 'trash', danger: true, onSelect: () => ask('remove') },
  ];
}
