import { createPortal } from 'react-dom';
import { useChat } from '@marketplace-chat/react';
import type { Thread } from '../../../protocol/objects.ts';
import { ConfirmDialog } from '../controls/ConfirmDialog.tsx';
import { usePart } from '../part/part-context.ts';
import { nameOf } from '../view/names.ts';
import { otherOf } from '../view/person.ts';
import { words } from '../words/index.ts';
import { MuteDialog } from './MuteDialog.tsx';
import { useClosing } from './use-closing.ts';
import { useOwnSide } from './use-own-side.ts';

export type ThreadQuestion = 'mute' | 'block' | 'unblock' | 'remove';

interface ThreadDialogProps {
  thread: Thread;
  question: ThreadQuestion;
  onClose: () => void;
}

/**
 * What a menu of a conversation asks before it acts. It is outside of the list, where a row that moves up would take it
 * along and so close it.
 */
export function ThreadDialog(props: ThreadDialogProps) {
  return createPortal(<Question {...props} />, usePart().root);
}

function Question({ thread, question, onClose }: ThreadDialogProps) {
  const { me } = useChat();
  const own = useOwnSide(thread);
  const { remove } = useClosing(thread);
  const name = nameOf(otherOf(thread, me.id));
  switch (question) {
    case 'mute':
      return <MuteDialog onChoose={own.mute} onClose={onClose} />;
    case 'block':
      return (
        <ConfirmDialog
          title={words.own.blockTitle(name)}
          hint={words.own.blockHint(name)}
          confirm={words.own.blockConfirm}
          onConfirm={own.block}
          onClose={onClose}
        />
      );
    case 'unblock':
      return (
        <ConfirmDialog
          title={words.own.unblockTitle(name)}
          hint={words.own.unblockHint(name)}
          confirm={words.own.unblockConfirm}
          onConfirm={own.unblock}
          onClose={onClose}
        />
      );
    case 'remove':
      return (
        <ConfirmDialog
          title={words.own.removeTitle}
          hint={words.own.removeHint(name)}
          confirm={words.own.removeConfirm}
          onConfirm={remove}
          onClose={onClose}
        />
      );
  }
}
