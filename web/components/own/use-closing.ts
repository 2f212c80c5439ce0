import { useChat } from '@marketplace-chat/react';
import type { Thread } from '../../../protocol/objects.ts';
import { usePart } from '../part/part-context.ts';
import { notify, succeeds } from '../state/toasts.ts';
import { words } from '../words/index.ts';

/** What both participants notice: closing and reopening a conversation, and deleting it, which closes it too. */
export function useClosing(thread: Thread) {
  const { client, me } = useChat();
  const { isOpen, open, close } = usePart();
  /**
   * Starting it again brings a conversation back into the list. If its user had closed it before, it is closed again.
   */
  const bringBack = async () => {
    const { client: hirer, freelancer, job } = thread;
    if (!(await succeeds(client.createThread({ client: hirer, freelancer, job })))) return;
    if (thread.closed_by === me.id) await succeeds(client.setActive(thread.id, false));
    open(thread.id);
  };
  const remove = async () => {
    if (!(await succeeds(client.removeThread(thread.id)))) return;
    if (isOpen(thread.id)) close?.();
    notify('done', words.own.removed, { label: words.own.undo, run: () => void bringBack() });
  };
  return {
    close: () => void succeeds(client.setActive(thread.id, false)),
    reopen: () => void succeeds(client.setActive(thread.id, true)),
    remove: () => void remove(),
  };
}
