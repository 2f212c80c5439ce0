import { useState, type RefObject } from 'react';
import { useChat } from '@marketplace-chat/react';
import type { Message } from '../../../protocol/objects.ts';
import { ConfirmDialog } from '../controls/ConfirmDialog.tsx';
import { Menu, type MenuItem } from '../controls/Menu.tsx';
import { copyText } from '../state/copy-text.ts';
import { notifyFailure } from '../state/toasts.ts';
import { isChangeable } from '../view/changeable.ts';
import { strings } from '../view/strings.ts';
import { MessageInfo } from './MessageInfo.tsx';

const words = strings.message;

interface MessageActionsProps {
  message: Message;
  own: boolean;
  onEdit: () => void;
  onDeleted: () => void;
  buttonRef: RefObject<HTMLButtonElement | null>;
}

/** The menu of a message: copy; for own messages also details, and as long as it is allowed edit and delete. */
export function MessageActions({ message, own, onEdit, onDeleted, buttonRef }: MessageActionsProps) {
  const { client, me } = useChat();
  const [dialog, setDialog] = useState<'none' | 'info' | 'delete'>('none');
  const close = () => setDialog('none');
  const remove = async () => {
    const result = await client.delete(message.thread_id, message.seq);
    if (result.ok) onDeleted();
    else notifyFailure(result.error, 'change');
  };
  const items: MenuItem[] = [
    { label: words.copy, icon: 'copy', onSelect: () => copyText(message.content) },
    ...(own ? [{ label: words.info, icon: 'info', onSelect: () => setDialog('info') } as const] : []),
    ...(isChangeable(message, me.id, client.serverNowMs())
      ? [
          { label: words.edit, icon: 'edit', onSelect: onEdit } as const,
          { label: words.delete, icon: 'trash', danger: true, onSelect: () => setDialog('delete') } as const,
        ]
      : []),
  ];
  return (
    <>
      <Menu label={words.actions} items={items} className="message-actions" tabIndex={-1} buttonRef={buttonRef} />
      {dialog === 'info' && <MessageInfo message={message} onClose={close} />}
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
