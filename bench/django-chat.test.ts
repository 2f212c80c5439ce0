import { expect, it } from 'vitest';
import { findPython, installPython } from './python.ts';
import { DjangoChat } from './speed/django-chat.ts';
import { measureSpeeds } from './speed/measure.ts';
import { withChat } from './speed/with-chat.ts';

const options = { seconds: 1, warmUpSeconds: 1, threads: 1, runs: 1, idleSockets: 1 };

/** Without the packages, Debian's and not npm's, what is tested is that the benchmark says so. */
async function expectLeftOut(): Promise<void> {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  expect((await measureSpeeds({ names: ['django'], what: ['messages'], options, log })).size).toBe(0);
  expect(lines.join()).toContain(installPython);
}

async function expectTalk(chat: DjangoChat): Promise<void> {
  const { tokens, threads } = await chat.give([{ client: 'ann', freelancer: 'bob', messages: 3, unread: 2 }]);
  const [ann, bob] = [await chat.openDevice(tokens.ann), await chat.openDevice(tokens.bob)];
  for (const device of [ann, bob]) await device.join(threads[0]);

  const arrived = new Promise((resolve) => (ann.onMessage = resolve));
  await bob.send('hello');
  expect(await arrived).toBe('hello');
  const thread = { id: threads[0], freelancer: 'bob', last_message: 'hello', unread_count: 3 };
  expect(await chat.get(tokens.ann, '/threads/')).toMatchObject([thread]);
  expect(await ann.markAsRead(threads[0])).toBe(3);
  expect(await chat.get(tokens.ann, '/unread-count/')).toEqual({ unread_count: 0 });

  await expect(chat.openDevice('no token')).rejects.toThrow('invalid token');
  await expect(ann.join(999)).rejects.toThrow('no such thread');
  for (const device of [ann, bob]) await device.close();
}

const hasPython = findPython() !== null;
const fact = hasPython
  ? 'starts, and delivers, keeps and counts messages'
  : 'is left out of the benchmark, which says so: its Python packages are missing here';

it(`the old system ${fact}`, () => (hasPython ? withChat(DjangoChat.start, expectTalk) : expectLeftOut()));
