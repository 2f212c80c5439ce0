import { parseArgs } from 'node:util';
import { DjangoChat } from './speed/django-chat.ts';

/**
 * `npx tsx bench/old-system.ts` starts the old system with a conversation of two users, and prints where the windows of
 * examples/old-frontend show it. Ctrl-C ends it.
 */
const { values } = parseArgs({ options: { page: { type: 'string', default: 'http://localhost:8081' } } });
const chat = await DjangoChat.start();
const { tokens, threads } = await chat.give([{ client: 'ann', freelancer: 'bob', messages: 3, unread: 2 }]);
for (const [name, token] of Object.entries(tokens)) {
  const given = new URLSearchParams({ url: chat.server.url, token, thread: String(threads[0]) });
  console.log(`${name}: ${values.page}/#${given}`);
}
process.once('SIGINT', () => void chat.server.stop());
