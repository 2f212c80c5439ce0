import { useState, type RefObject } from 'react';
import { useChat } from '@marketplace-chat/react';
import type { Message } from '../../../protocol/objects.ts';
import { ConfirmDialog } from '../controls/ConfirmDialog.tsx';
import { Menu, type MenuItem } from '../controls/Menu.tsx';
import { useTalk } from '../hooks/talk-context.ts';
import { copyText } from '../state/copy-text.ts';
import { beginReply } from '../state/replies.ts';
import { succeeds } from '../state/toasts.ts';
import { isChangeable } from '../view/changeable.ts';
import { strings } from '../view/strings.ts';
import { MessageInfo } from './MessageInfo.tsx';
import { QuickReactions } from './QuickReactions.tsx';
import { ReactionDialog } from './ReactionDialog.tsx';

const words = strings.message;

interface MessageActionsProps {
  message: Message;
  /** What only an own message needs. */
  own: { onEdit: () => void; onDeleted: () => void } | null;
  buttonRef: RefObject<HTMLButtonElement | null>;
}

/**
 * The menu of a message: react, reply, copy; for own messages also details, and as long as it is allowed edit and
 * delete.
 */
export function MessageActions({ message, own, buttonRef }: MessageActionsProps) {
  const { client, me } = useChat();
  const { isActive, mayAnswer, jumpTo } = useTalk();
  const [dialog, setDialog] = useState<'none' | 'info' | 'delete' | 'react'>('none');
  const close = () => setDialog('none');
  const remove = async () => {
    if (await succeeds(client.delete(message.thread_id, message.seq), 'change')) own?.onDeleted();
  };
  const { reply_to: quote } = message;
  const changeable = own !== null && isChangeable(message, me.id, client.serverNowMs());
  const items: (MenuItem | false)[] = [
    mayAnswer && { label: words.reply, icon: 'reply', onSelect: () => beginReply(message) },
    quote !== null && { label: words.showQuoted, icon: 'quoted', onSelect: () => jumpTo(quote.seq) },
    { label: words.copy, icon: 'copy', onSelect: () => copyText(message.content) },
    own !== null && { label: words.info, icon: 'info', onSelect: () => setDialog('info') },
    changeable && isActive && { label: words.edit, icon: 'edit', onSelect: own.onEdit },
    changeable && { label: words.delete, icon: 'trash', danger: true, onSelect: () => setDialog('delete') },
  ];
  return (
    <>
      <Menu
        label={words.actions}
        items={items.filter((item) => item !== false)}
        className="message-actions"
        tabIndex={-1}
        buttonRef={buttonRef}
      >
        {mayAnswer && <QuickReactions message={message} onMore={() => setDialog('react')} />}
      </Menu>
      {dialog === 'info' && <MessageInfo message={message} onClose={close} />}
      {dialog === 'react' && <ReactionDialog message={message} onClose={close} />}
      {dialog === 'delete' && (
        <ConfirmDialog
          title={words.deleteTitle}
          hint={words.deleteHint}
          confirm={words.delete}
          onConfirm={() => void remove()}
          onClose={close}
        />
      )}
    </>
  );
}
