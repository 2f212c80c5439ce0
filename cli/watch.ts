import type { ChatClient, ThreadLog } from '@marketplace-chat/client';
import { messageLine, printable } from './format.ts';

/** Prints the history and the events of a thread, and marks the printed messages as read. */
export function watchThread(client: ChatClient, threadId: string, print: (line: string) => void): void {
  let printedSeq = 0;
  let typing = '';

  const printNew = (log: ThreadLog) => {
    const fresh = log.messages.filter(({ seq }) => seq > printedSeq);
    if (fresh.length === 0) return;
    printedSeq = fresh.at(-1)!.seq;
    for (const message of fresh) print(messageLine(message));
    if ((log.thread?.unread_count ?? 0) > 0) void client.markAsRead(threadId, printedSeq);
  };
  const printTyping = (log: ThreadLog) => {
    const now = log.typing.map(({ username }) => printable(username)).join(', ');
    if (now !== '' && now !== typing) print(`* ${now} is typing`);
    typing = now;
  };

  client.on('log', (log) => {
    if (log.threadId !== threadId) return;
    printNew(log);
    printTyping(log);
  });
  for (const event of ['message_edited', 'message_deleted'] as const) {
    client.on(event, (message) => message.thread_id === threadId && print(`* ${messageLine(message)}`));
  }
  client.on('messages_read', (read) => {
    const isOther = client.connection.kind === 'connected' && client.connection.user.id !== read.user_id;
    if (read.thread_id === threadId && isOther) print(`* ${printable(read.user)} has read up to #${read.up_to_seq}`);
  });
  client.on('user_joined', (who) => who.thread_id === threadId && print(`* ${printable(who.user)} is here`));
  client.on('user_left', (who) => who.thread_id === threadId && print(`* ${printable(who.user)} has left`));
}
