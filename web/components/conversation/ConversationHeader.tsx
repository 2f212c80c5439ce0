import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Result } from '@marketplace-chat/client';
import { useChat, useConnection } from '@marketplace-chat/react';
import type { Member, Thread } from '../../../protocol/objects.ts';
import { Avatar } from '../controls/Avatar.tsx';
import { ConfirmDialog } from '../controls/ConfirmDialog.tsx';
import { Icon } from '../controls/Icon.tsx';
import { Menu, type MenuItem } from '../controls/Menu.tsx';
import { goTo, goToInbox, hrefOf } from '../state/route.ts';
import { notify, notifyFailure } from '../state/toasts.ts';
import { mayReopen } from '../view/closed.ts';
import { jobOf, nameOf } from '../view/names.ts';
import { otherOf } from '../view/person.ts';
import { strings } from '../view/strings.ts';
import { isTouch } from '../view/touch.ts';
import { InboxLink } from './InboxLink.tsx';

const words = strings.conversation;

/** Shows the other participant, the job and whether they are here, with a menu of actions. */
export function ConversationHeader({ thread, members }: { thread: Thread; members: readonly Member[] }) {
  const { client, me } = useChat();
  const [archiving, setArchiving] = useState(false);
  const other = otherOf(thread, me.id);
  // Without a connection, presence is unknown.
  const connected = useConnection().kind === 'connected';
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusAtOpening(heading, thread.is_active);
  const online = connected && members.some((member) => member.id === other.id && member.online);

  const report = async (doing: Promise<Result<unknown>>) => {
    const result = await doing;
    if (!result.ok) notifyFailure(result.error);
    return result.ok;
  };
  const archive = async () => {
    if (!(await report(client.removeThread(thread.id)))) return;
    goToInbox();
    notify('done', words.archived, { label: words.undo, run: () => void bringBack() });
  };
  /**
   * Starting it again brings a conversation back into the list. If its user had closed it before, it is closed again.
   */
  const bringBack = async () => {
    const { client: hirer, freelancer, job } = thread;
    if (!(await report(client.createThread({ client: hirer, freelancer, job })))) return;
    if (thread.closed_by === me.id) await report(client.setActive(thread.id, false));
    goTo(hrefOf(thread.id));
  };
  const setActive = (isActive: boolean) => void report(client.setActive(thread.id, isActive));
  const close: MenuItem = { label: words.close, icon: 'lock', onSelect: () => setActive(false) };
  const reopen: MenuItem = { label: words.reopen, icon: 'unlock', onSelect: () => setActive(true) };
  const items: MenuItem[] = [
    ...(thread.is_active ? [close] : mayReopen(thread, me.id) ? [reopen] : []),
    { label: words.archive, icon: 'archive', danger: true, onSelect: () => setArchiving(true) },
  ];
  return (
    <header className="conversation-header">
      <InboxLink className="icon-button back" label={words.back}>
        <Icon name="back" />
      </InboxLink>
      <Avatar user={other} online={online} />
      <div className="conversation-title">
        <h2 ref={heading} tabIndex={-1} dir="auto">
          {nameOf(other)}
        </h2>
        <p>
          <span dir="auto">{jobOf(thread) ?? strings.inbox.noJob}</span>
          {online && <span>· {words.online}</span>}
        </p>
      </div>
      <Menu label={words.menu} items={items} />
      {archiving && (
        <ConfirmDialog
          title={words.archiveTitle}
          hint={words.archiveHint}
          confirm={words.archive}
          onConfirm={() => void archive()}
          onClose={() => setArchiving(false)}
        />
      )}
    </header>
  );
}

/** Focuses the heading of a conversation that has just opened, unless the composer takes the focus. */
function useFocusAtOpening(heading: RefObject<HTMLElement | null>, writable: boolean): void {
  const composerHasIt = useRef(writable && !isTouch());
  useEffect(() => {
    if (!composerHasIt.current) heading.current?.focus({ preventScroll: true });
  }, [heading]);
}
