import { useState, type RefObject } from 'react';
import { useChat } from '@marketplace-chat/react';
import type { Message } from '../../../protocol/objects.ts';
import { ConfirmDialog } from '../controls/ConfirmDialog.tsx';
import { Menu, type MenuItem } from '../controls/Menu.tsx';
import { useTalk } from '../hooks/talk-context.ts';
import { copyText } from '../state/copy-text.ts';
import { useBeginReply } from '../part/use-begin-reply.ts';
import { succeeds } from '../state/toasts.ts';
import { editTimes, isChangeable } from '../view/changeable.ts';
import { words } from '../words/index.ts';
import { MessageInfo } from './MessageInfo.tsx';
import { QuickReactions } from './QuickReactions.tsx';
import { ReactionDialog } from './ReactionDialog.tsx';

interface MessageActionsProps {
  message: Message;
  /** What only an own message needs. */
  own: { onEdit: () => void; onDeleted: () => void } | null;
  buttonRef: RefObject<HTMLButtonElement | null>;
}

/**
 * The menu of a message: react, reply, copy; for own messages also details, edit and delete, which say why
 * when they are no longer allowed.
 */
export function MessageActions({ message, own, buttonRef }: MessageActionsProps) {
  const { client, me } = useChat();
  const { isActive, mayAnswer, jumpTo } = useTalk();
  const [dialog, setDialog] = useState<'none' | 'info' | 'delete' | 'react'>('none');
  const beginReply = useBeginReply();
  const close = () => setDialog('none');
  const remove = async () => {
    if (await succeeds(client.delete(message.thread_id, message.seq), 'change')) own?.onDeleted();
  };
  const { reply_to: quote } = message;
  const windowMinutes = Math.ceil(client.editWindowMs / 60_000);
  const tooOld = isChangeable(message, me.id, editTimes(client)) ? null : words.message.tooOld(windowMinutes);
  const closed = isActive ? null : words.message.conversationClosed;
  const items: (MenuItem | false)[] = [
    mayAnswer && { label: words.message.reply, icon: 'reply', onSelect: () => beginReply(message) },
    quote !== null && { label: words.message.showQuoted, icon: 'quoted', onSelect: () => jumpTo(quote.seq) },
    { label: words.message.copy, icon: 'copy', onSelect: () => copyText(message.content) },
    own !== null && { label: words.message.info, icon: 'info', onSelect: () => setDialog('info') },
    own !== null && { label: words.message.edit, icon: 'edit', unavailable: tooOld ?? closed, onSelect: own.onEdit },
    own !== null && {
      label: words.message.delete,
      icon: 'trash',
      danger: true,
      unavailable: tooOld,
      onSelect: () => setDialog('delete'),
    },
  ];
  return (
    <>
      <Menu
        label={words.message.actions}
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
          title={words.message.deleteTitle}
          hint={words.message.deleteHint}
          confirm={words.message.delete}
          onConfirm={() => void remove()}
          onClose={close}
        />
      )}
    </>
  );
}
