import { randomUUID } from 'node:crypto';
import type { DjangoChat } from './django-chat.ts';
import { allRounds, past, unreadIn, type ChatWithPast } from './past.ts';

/** Writes the same history as for ours. */
export async function giveDjangoPast(chat: DjangoChat): Promise<ChatWithPast> {
  const [me, reader] = [randomUUID(), randomUUID()];
  const thread = (client: string, messages: number, unread: number) => {
    return { client, freelancer: randomUUID(), messages, unread };
  };
  const long = thread(me, past.longThread, 0);
  const unread = Array.from({ length: allRounds }, (_, round) => thread(me, unreadIn(round), unreadIn(round)));
  const inbox = Array.from({ length: past.inboxThreads }, (_, index) =>
    thread(reader, 2, index < past.unreadThreads ? 1 : 0),
  );
  const { tokens, threads } = await chat.give([long, ...unread, ...inbox]);
  const [longId, ...unreadIds] = threads;
  const device = await chat.openDevice(tokens[me]);
  const get = (path: string) => async () => {
    await chat.get(tokens[reader], path);
  };
  return {
    questions: {
      join: () => device.join(longId),
      markAsRead: async (round) => {
        await device.markAsRead(unreadIds[round]);
      },
      inbox: get('/threads/'),
      unreadCount: get('/unread-count/'),
    },
  };
}
