import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSettings, startEngine, type Engine } from 'cdk-app-emulator';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk } from '../support/people.ts';

let engine: Engine;
let app: LocalApp;
beforeAll(async () => {
  engine = await startEngine(readSettings({ LOCAL_DYNAMODB_ENGINE: 'java' }));
  app = await startApp({ DYNAMODB_ENDPOINT: engine.endpoint, LOCAL_FRESH_PROCESS: 'true' });
}, 120_000);
afterAll(async () => {
  await app.stop();
  await engine.close();
});

test("DEV-2: with DYNAMODB_ENDPOINT a conversation runs on AWS's DynamoDB Local, each call in a fresh process", async () => {
  const { alice, bob, threadId, atAlice, atBob } = await joinedTalk(app);
  const sent = await atAlice.request('send_message', { thread_id: threadId, content: 'hello', client_message_id: 'a' });
  expect((await atBob.event('new_message')).data).toEqual(sent.data);
  expect(
    (await atAlice.request('send_message', { thread_id: threadId, content: 'hello', client_message_id: 'a' })).data,
  ).toEqual(sent.data);
  await atAlice.request('edit_message', { thread_id: threadId, seq: 1, content: 'changed' });
  expect(await bob.unreadCount()).toBe(1);
  expect((await atBob.request('mark_as_read', { thread_id: threadId })).data.count).toBe(1);
  const { payload } = await app.invoke('system-message', {
    event_id: `e-${threadId}`,
    event: 'hire',
    thread_id: threadId,
  });
  expect(payload.message.seq).toBe(2);
  await bob.rest('DELETE', `/threads/${threadId}/`);
  expect((await bob.get('/threads/')).results).toEqual([]);
  await bob.rest('POST', '/threads/', { client: alice.named, freelancer: bob.named });
  expect((await bob.get('/threads/')).results).toMatchObject([{ id: threadId, last_seq: 2, is_active: true }]);
  expect((await alice.get(`/threads/${threadId}/messages/`)).results).toMatchObject([
    { content: 'changed', is_read: true },
    { type: 'system' },
  ]);
});

test('DEV-2: the data stays in the DynamoDB of DYNAMODB_ENDPOINT when the app ends', async () => {
  const token = await app.token('alice');
  const before = (await app.rest(token, 'GET', '/threads/')).body;
  await app.stop();
  app = await startApp({ DYNAMODB_ENDPOINT: engine.endpoint });
  expect((await app.rest(token, 'GET', '/threads/')).body).toEqual(before);
});
