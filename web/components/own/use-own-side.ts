import type { Result } from '@marketplace-chat/client';
import { useChat } from '@marketplace-chat/react';
import type { Thread } from '../../../protocol/objects.ts';
import { usePart } from '../part/part-context.ts';
import { notify, succeeds } from '../state/toasts.ts';
import { mutedUntil, type MuteTime } from '../view/own-side.ts';
import { otherOf } from '../view/person.ts';
import { words, type Doing } from '../words/index.ts';

async function report(call: Promise<Result<unknown>>, done: string, doing?: Doing): Promise<void> {
  if (await succeeds(call, doing)) notify('done', done);
}

/** The user's own side of a conversation (ME-1 to ME-3). What was done and what failed shows as a toast. */
export function useOwnSide(thread: Thread) {
  const { client, me } = useChat();
  const { isOpen, open, close } = usePart();
  const { id } = thread;
  const other = otherOf(thread, me.id);
  /** An open conversation would be read, or is no longer in the list. */
  const leave = () => {
    const wasOpen = isOpen(id);
    if (wasOpen) close?.();
    return wasOpen;
  };
  const archive = async () => {
    if (!(await succeeds(client.setOwn(id, { archived: true })))) return;
    const wasOpen = leave();
    const undo = async () => {
      if ((await succeeds(client.setOwn(id, { archived: false }))) && wasOpen) open(id);
    };
    notify('done', words.own.archived, { label: words.own.undo, run: () => void undo() });
  };
  const markUnread = async () => {
    if (await succeeds(client.setOwn(id, { marked_unread: true }))) leave();
  };
  return {
    pin: () => void report(client.setOwn(id, { pinned: true }), words.own.pinned, 'pin'),
    unpin: () => void report(client.setOwn(id, { pinned: false }), words.own.unpinned),
    mute: (time: MuteTime) =>
      void report(client.setOwn(id, { muted_until: mutedUntil(time, client.serverNowMs()) }), words.own.muted),
    unmute: () => void report(client.setOwn(id, { muted_until: null }), words.own.unmuted),
    markUnread: () => void markUnread(),
    markRead: () => void succeeds(client.markAsRead(id)),
    archive: () => void archive(),
    unarchive: () => void report(client.setOwn(id, { archived: false }), words.own.unarchived),
    block: () => void report(client.block(other.id), words.own.blocked, 'block'),
    unblock: () => void report(client.unblock(other.id), words.own.unblocked),
  };
}
