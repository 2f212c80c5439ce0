import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actions } from '../../protocol/frames.ts';
import { handshake } from '../support/handshake.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk, Person } from '../support/people.ts';
import type { TestSocket } from '../support/socket.ts';

/**
 * One user floods by each action in turn while two others talk, over sockets. A lower limit, in few processes,
 * makes it short.
 */
const limit = 30;

let app: LocalApp;
beforeAll(async () => {
  app = await startApp({ CHAT_USER_LIMIT: `${limit}/10s`, LOCAL_FUNCTION_CONCURRENCY: '2' });
});
afterAll(() => app?.stop());

const codeOf = ({ data }: TestSocket['frames'][number]) => (data as { code?: string }).code;

/** Asks for all actions at once, again and again, until the socket is closed. */
async function flood(device: TestSocket, threadId: string): Promise<void> {
  const fields = { thread_id: threadId, content: 'x', seq: 1 };
  const ask = (action: string) => device.request(action, fields).catch(() => undefined);
  while (device.closed === null) await Promise.all(actions.map(ask));
}

test('WS-18: who floods by every action is refused, then disconnected and kept out; two others talk on', async () => {
  const mallory = await Person.create(app, 'Mallory');
  const talk = await joinedTalk(app);
  const { body: thread } = await mallory.createThread(talk.alice);
  const [flooding, other] = [await mallory.connect(), await mallory.connect()];
  const flooded = flood(flooding, thread.id);
  const said: string[] = [];
  while (flooding.closed === null) {
    said.push(`message ${said.length}`);
    expect(await talk.send(talk.atAlice, said.at(-1))).toMatchObject({ event: 'new_message' });
    // Fewer than the limits allow.
    await sleep(800);
  }
  await flooded;
  expect(flooding.frames.filter((frame) => codeOf(frame) === 'rate_limited').length).toBeGreaterThan(limit);
  expect(flooding.frames.filter((frame) => codeOf(frame) === 'internal')).toEqual([]);
  await other.untilClosed();
  const token = { headers: { authorization: `Bearer ${mallory.token}` } };
  expect(await handshake(app.wsUrl, token)).toEqual({ opened: false, status: 403 });
  await talk.send(talk.atAlice, 'the last');
  await talk.atBob.event('new_message', ({ content }) => content === 'the last');
  expect(talk.atBob.pushes('new_message').map(({ content }) => content)).toEqual([...said, 'the last']);
  expect((await app.call('GET', '/dev/stats')).body.lambda.errors).toBe(0);
});
