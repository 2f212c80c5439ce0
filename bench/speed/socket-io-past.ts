import { randomUUID } from 'node:crypto';
import { allRounds, past, unreadIn, type ChatWithPast } from './past.ts';
import type { SocketIoChat } from './socket-io-chat.ts';

/** Writes the same history as for ours. */
export async function giveSocketIoPast(chat: SocketIoChat): Promise<ChatWithPast> {
  const [me, reader] = [randomUUID(), randomUUID()];
  const thread = (client: string, messages: number, fromOther = true) => {
    const freelancer = randomUUID();
    return { id: randomUUID(), client, freelancer, messages, sender: fromOther ? freelancer : client };
  };
  const long = thread(me, past.longThread);
  const unread = Array.from({ length: allRounds }, (_, round) => thread(me, unreadIn(round)));
  const inbox = Array.from({ length: past.inboxThreads }, (_, index) => thread(reader, 2, index < past.unreadThreads));
  await chat.seed([long, ...unread, ...inbox]);
  const [device, readerDevice] = [await chat.openDevice(me), await chat.openDevice(reader)];
  return {
    questions: {
      join: () => device.request('join_thread', long.id),
      markAsRead: (round) => device.request('mark_as_read', unread[round]?.id),
      inbox: () => readerDevice.request('inbox', 50),
      unreadCount: () => readerDevice.request('unread_count', null),
    },
  };
}
