import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message } from '../../protocol/objects.ts';
import { noLimits } from '../../measure/no-limits.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { newTalk, type Person, type Talk } from '../support/people.ts';
import { TestSocket } from '../support/socket.ts';

/** Both together send no more than are searched for a repeat (WS-10). */
const each = 16;
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

let folder: string;
let app: LocalApp;
const start = () => startApp({ DATA_DIR: folder, ...noLimits });
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chat-data-'));
  app = await start();
});
afterAll(async () => {
  await app.stop();
  rmSync(folder, { recursive: true });
});

const send = (device: TestSocket, { threadId }: Talk, key: string) =>
  device.request('send_message', {
    thread_id: threadId,
    content: `content of ${key}`,
    client_message_id: key,
    after_seq: 0,
  });

async function history({ alice, threadId }: Talk): Promise<Message[]> {
  const results: Message[] = [];
  for (let hasMore = true; hasMore;) {
    const { body } = await app.rest(
      alice.token,
      'GET',
      `/threads/${threadId}/messages/?limit=100&after_seq=${results.length}`,
    );
    results.push(...body.results);
    hasMore = body.has_more;
  }
  return results;
}

/** Both send all their messages at once; the app is killed when `count` are acknowledged. Returns those. */
async function killWhileSending(talk: Talk, keys: string[], count: number): Promise<Message[]> {
  const devices = await Promise.all([talk.alice, talk.bob].map((person) => TestSocket.open(app.wsUrl, person.token)));
  const replies = Promise.allSettled(keys.map((key, index) => send(devices[index % 2]!, talk, key)));
  await devices[0]!.untilCount(count, (frame) => frame.event === 'new_message');
  await app.stop('SIGKILL');
  return (await replies).flatMap((reply) => (reply.status === 'fulfilled' ? [reply.value.data] : []));
}

/** What the lists say to each of the two, which read the thread's own row and mend nothing. */
async function listed({ alice, bob, threadId }: Talk): Promise<{ lastSeq: number; unread: number }[]> {
  return Promise.all(
    [alice, bob].map(async ({ token }) => {
      const { results } = (await app.rest(token, 'GET', '/threads/')).body;
      const { threads } = (await app.rest(token, 'GET', '/unread-count/')).body;
      return { lastSeq: results[0].last_seq, unread: threads[threadId] ?? 0 };
    }),
  );
}

const healedWithinMs = 10_000;

test('HE-1: what a killed app left undone its next start finishes, without anybody doing anything', async () => {
  const talk = await newTalk(app);
  const device = await TestSocket.open(app.wsUrl, talk.alice.token);
  // A look at the participants, the query, and the commit.
  const order = { function: 'frame', match: talk.threadId, after_calls: 3 };
  const { id } = (await app.call('POST', '/dev/crashes', order)).body;
  device.send({ action: 'send_message', thread_id: talk.threadId, content: 'Hello!' });
  await expect.poll(async () => (await app.call('GET', `/dev/crashes/${id}`)).body.state).toBe('died');
  await app.stop('SIGKILL');

  app = await start();
  const atBob = await TestSocket.open(app.wsUrl, talk.bob.token);
  await expect
    .poll(() => listed(talk), { timeout: healedWithinMs })
    .toEqual([
      { lastSeq: 1, unread: 0 },
      { lastSeq: 1, unread: 1 },
    ]);
  const { thread } = (await atBob.event('thread_updated', (data) => data.thread.last_seq === 1)).data;
  expect(thread).toMatchObject({ id: talk.threadId, unread_count: 1, last_message: { preview: 'Hello!' } });
});

test('DEV-2: DATA_DIR keeps the data: kill -9 while sending loses nothing that was acknowledged, and seq goes on', async () => {
  const talk = await newTalk(app);
  const keys = range(1, 2 * each).map((number) => `key-${number}`);
  const acknowledged = await killWhileSending(talk, keys, 8);
  expect(acknowledged.length).toBeLessThan(keys.length);

  app = await start();
  const kept = await history(talk);
  expect(kept.map((message) => message.seq)).toEqual(range(1, kept.length));
  expect(kept).toEqual(expect.arrayContaining(acknowledged));
  // HE-1: the counts of those that were not acknowledged too, whatever was under way.
  const ofOthers = (person: Person) => kept.filter(({ sender }) => sender?.id !== person.id).length;
  await expect
    .poll(() => listed(talk), { timeout: healedWithinMs })
    .toEqual([talk.alice, talk.bob].map((one) => ({ lastSeq: kept.length, unread: ofOthers(one) })));

  // WS-10: retries find what was committed but not acknowledged; nothing is stored twice.
  const devices = await Promise.all([talk.alice, talk.bob].map((person) => TestSocket.open(app.wsUrl, person.token)));
  const retried = await Promise.all(keys.map((key, index) => send(devices[index % 2]!, talk, key)));
  const log = await history(talk);
  expect(log.slice(0, kept.length)).toEqual(kept);
  expect(log.map((message) => message.seq)).toEqual(range(1, keys.length));
  expect(log.map((message) => message.client_message_id).sort()).toEqual([...keys].sort());
  expect(retried.map(({ data }) => data).sort((a, b) => a.seq - b.seq)).toEqual(log);
  for (const person of [talk.alice, talk.bob]) {
    expect((await app.rest(person.token, 'GET', '/unread-count/')).body).toEqual({
      unread_count: each,
      threads: { [talk.threadId]: each },
    });
    expect((await app.rest(person.token, 'GET', '/threads/')).body.results).toMatchObject([{ last_seq: keys.length }]);
  }
});

test('DEV-2: DATA_DIR keeps the data after Ctrl-C too; the demo conversation is not written again', async () => {
  const demo = async () => (await app.rest(await app.token('alice'), 'GET', '/threads/')).body.results[0];
  const before = await demo();
  expect(before.last_seq).toBeGreaterThan(0);
  expect(await app.stop()).toBe(0);
  app = await start();
  expect(await demo()).toEqual(before);
});
