import { createServer, request, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEngine, type Engine } from '../../local/dynamodb/engine.ts';
import { readLocalSettings } from '../../local/settings.ts';
import { dynamoDbLocalJar } from '../support/dynamodb-local.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk } from '../support/people.ts';

let engine: Engine;
let broken = false;
let door: Server;
let app: LocalApp;

/** Before another engine, a door that can be shut: then every call fails as DynamoDB does on a bad day. */
function openDoor(endpoint: string): Server {
  return createServer((incoming, outgoing) => {
    if (broken) {
      incoming.resume();
      outgoing.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      outgoing.end('{"__type": "com.amazon.coral.validate#ValidationException", "message": "a secret of the table"}');
      return;
    }
    const { method, headers } = incoming;
    const forwarded = request(endpoint, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(forwarded);
  });
}

beforeAll(async () => {
  engine = await startEngine(readLocalSettings({ LOCAL_DYNAMODB_ENGINE: 'java', LOCAL_DYNAMODB_JAR: await dynamoDbLocalJar() }));
  door = openDoor(engine.endpoint).listen(0, '127.0.0.1');
  await once(door, 'listening');
  const { port } = door.address() as AddressInfo;
  app = await startApp({ DYNAMODB_ENDPOINT: `http://127.0.0.1:${port}` });
}, 120_000);
afterAll(async () => {
  await app.stop();
  door.close();
  door.closeAllConnections();
  await engine.close();
});

test('section 5: DYNAMODB_ENDPOINT uses that DynamoDB: a conversation on AWS\'s DynamoDB Local', async () => {
  const { alice, bob, threadId, atAlice, atBob } = await joinedTalk(app);
  const sent = await atAlice.request('send_message', { thread_id: threadId, content: 'hello', client_message_id: 'a' });
  expect((await atBob.event('new_message')).data).toEqual(sent.data);
  expect((await atAlice.request('send_message', { thread_id: threadId, content: 'hello', client_message_id: 'a' })).data).toEqual(sent.data);
  await atAlice.request('edit_message', { thread_id: threadId, seq: 1, content: 'changed' });
  expect(await bob.unreadCount()).toBe(1);
  expect((await atBob.request('mark_as_read', { thread_id: threadId })).data.count).toBe(1);
  const { payload } = await app.invoke('system-message', { event_id: `e-${threadId}`, event: 'hire', thread_id: threadId });
  expect(payload.message.seq).toBe(2);
  await bob.rest('DELETE', `/threads/${threadId}/`);
  expect((await bob.get('/threads/')).results).toEqual([]);
  await alice.rest('POST', '/threads/', { client: alice.named, freelancer: bob.named });
  expect((await bob.get('/threads/')).results).toMatchObject([{ id: threadId, last_seq: 2, is_active: true }]);
  expect((await alice.get(`/threads/${threadId}/messages/`)).results).toMatchObject([{ content: 'changed', is_read: true }, { type: 'system' }]);
});

test('WS-4: what nobody foresaw is internal, shows nothing of itself and leaves the socket open', async () => {
  const { alice, threadId, atAlice } = await joinedTalk(app);
  const send = () => atAlice.request('send_message', { thread_id: threadId, content: 'hello', client_message_id: 'a' });
  broken = true;
  const refused = await send();
  const problem = await alice.rest('GET', `/threads/${threadId}/`);
  const invoked = await app.invoke('system-message', { event_id: 'x', event: 'system', thread_id: threadId });
  broken = false;
  expect(refused).toMatchObject({ event: 'error', data: { code: 'internal' } });
  expect([problem.status, problem.headers.get('content-type'), problem.body.code]).toEqual([500, 'application/problem+json', 'internal']);
  expect(invoked.functionError).not.toBeNull();
  expect(JSON.stringify([refused, problem.body, invoked])).not.toMatch(/secret|ValidationException|\.m?js/);
  expect((await send()).data).toMatchObject({ seq: 1, content: 'hello' });
});
