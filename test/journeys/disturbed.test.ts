import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message } from '../../protocol/objects.ts';
import { readSettings, startEngine, type Engine } from 'cdk-app-emulator';
import { noLimits } from '../../measure/no-limits.ts';
import { openDoor, type EngineDoor, type Fate } from '../support/engine-door.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk, newTalk, Person } from '../support/people.ts';
import type { Reply, TestSocket } from '../support/socket.ts';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const maxAttempts = 30;

let engine: Engine;
let door: EngineDoor;
let app: LocalApp;
beforeAll(async () => {
  engine = await startEngine(readSettings({}));
  door = await openDoor(engine.endpoint);
  app = await startApp({ ...noLimits, DYNAMODB_ENDPOINT: door.url, LOCAL_MANAGEMENT_429: '0.1' });
});
afterAll(async () => {
  await app.stop();
  door.close();
  await engine.close();
});

/**
 * Makes calls of DynamoDB fail: of each 40 calls 12 in a row, which is more than the retries of our client can hide,
 * and a tenth of the others. Half of these are carried out and only their answer is lost.
 */
function badDay(): () => Fate {
  let calls = 0;
  return () => {
    calls += 1;
    const fails = calls % 40 < 12 || Math.random() < 0.1;
    return !fails ? 'done' : Math.random() < 0.5 ? 'refused' : 'lost';
  };
}
const goodDay = (): Fate => 'done';

/** Retries a frame unchanged while it is answered with `internal`, as every client does, and counts these answers. */
let refusals = 0;
async function untilAnswered(device: TestSocket, action: string, fields: object): Promise<Reply> {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const reply = await device.request(action, fields);
    if (reply.data.code !== 'internal') return reply;
    refusals += 1;
  }
  throw new Error(`${action} was internal ${maxAttempts} times`);
}

test('WS-10: if calls of DynamoDB fail, done or not, retries lose nothing, double nothing and miscount nothing', async () => {
  const { alice, bob, threadId: thread_id, atAlice, atBob } = await joinedTalk(app);
  const sendAll = async (device: TestSocket, name: string) => {
    const sent: Message[] = [];
    for (const number of range(1, 25)) {
      const repeatable = { client_message_id: `${name}-${number}`, after_seq: sent.at(-1)?.seq ?? 0 };
      sent.push(
        (await untilAnswered(device, 'send_message', { thread_id, content: `${name} ${number}`, ...repeatable })).data,
      );
    }
    return sent;
  };
  door.fate = badDay();
  const acknowledged = (await Promise.all([sendAll(atAlice, 'a'), sendAll(atBob, 'b')]))
    .flat()
    .sort((a, b) => a.seq - b.seq);
  const read = await untilAnswered(atBob, 'mark_as_read', { thread_id, up_to_seq: 20 });
  door.fate = goodDay;
  expect(refusals).toBeGreaterThan(0);
  expect(read.event).toBe('messages_read');
  const { results } = await alice.get(`/threads/${thread_id}/messages/?limit=100`);
  expect(results.map((message: Message) => message.seq)).toEqual(range(1, 50));
  expect(results.map(({ seq, id, content }: Message) => ({ seq, id, content }))).toEqual(
    acknowledged.map(({ seq, id, content }) => ({ seq, id, content })),
  );
  const after20 = (by: Person) =>
    acknowledged.filter((message) => message.seq > 20 && message.sender?.id === by.id).length;
  expect(await bob.unreadCount()).toBe(after20(alice));
  expect(await alice.unreadCount()).toBe(25);
  expect((await alice.get('/threads/')).results).toMatchObject([
    { id: thread_id, last_seq: 50, last_message: { seq: 50 } },
  ]);
});

test('SYS-2: an event that is retried until it is answered, while calls of DynamoDB fail, is one message', async () => {
  const { alice, bob, threadId } = await newTalk(app);
  const event = { event_id: `bad-day-${threadId}`, event: 'hire', thread_id: threadId };
  door.fate = badDay();
  const results = await Promise.all(
    range(1, 3).map(async () => {
      for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
        const { functionError, payload } = await app.invoke('system-message', event);
        if (functionError === null) return payload;
      }
      throw new Error(`failed ${maxAttempts} times`);
    }),
  );
  door.fate = goodDay;
  expect(new Set(results.map((result) => result.message.id)).size).toBe(1);
  expect((await alice.get(`/threads/${threadId}/messages/`)).results).toHaveLength(1);
  for (const person of [alice, bob]) expect(await person.unreadCount()).toBe(1);
});

test('WS-4: an unexpected error is internal, shows no detail and leaves the socket open', async () => {
  const { alice, threadId, atAlice } = await joinedTalk(app);
  const send = () => atAlice.request('send_message', { thread_id: threadId, content: 'hello', client_message_id: 'a' });
  door.error = { status: 400, type: 'ValidationException', message: 'a secret of the table' };
  door.fate = () => 'refused';
  const refused = await send();
  const problem = await alice.rest('GET', `/threads/${threadId}/`);
  const invoked = await app.invoke('system-message', { event_id: 'x', event: 'system', thread_id: threadId });
  door.fate = goodDay;
  expect(refused).toMatchObject({ event: 'error', data: { code: 'internal' } });
  expect([problem.status, problem.headers.get('content-type'), problem.body.code]).toEqual([
    500,
    'application/problem+json',
    'internal',
  ]);
  expect(invoked.functionError).not.toBeNull();
  expect(JSON.stringify([refused, problem.body, invoked])).not.toMatch(/secret|ValidationException|\.m?js/);
  expect((await send()).data).toMatchObject({ seq: 1, content: 'hello' });
});
