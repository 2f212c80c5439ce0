import type { Result } from '@marketplace-chat/client';
import { useChat } from '@marketplace-chat/react';
import type { Thread } from '../../../protocol/objects.ts';
import { goTo, goToInbox, hrefOf, isOpen } from '../state/route.ts';
import { notify, notifyFailure } from '../state/toasts.ts';
import { strings } from '../view/strings.ts';

const words = strings.own;

/** What both participants notice: closing and reopening a conversation, and deleting it, which closes it too. */
export function useClosing(thread: Thread) {
  const { client, me } = useChat();
  const report = async (doing: Promise<Result<unknown>>) => {
    const result = await doing;
    if (!result.ok) notifyFailure(result.error);
    return result.ok;
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
  const remove = async () => {
    if (!(await report(client.removeThread(thread.id)))) return;
    if (isOpen(thread.id)) goToInbox();
    notify('done', words.removed, { label: words.undo, run: () => void bringBack() });
  };
  return {
    close: () => void report(client.setActive(thread.id, false)),
    reopen: () => void report(client.setActive(thread.id, true)),
    remove: () => void remove(),
  };
}
