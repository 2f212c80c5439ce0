import { afterAll, expect, test } from 'vitest';
import { Browser, PushService } from '../support/push-service.ts';
import { setUpChat } from './driver/chat.ts';

const service = await PushService.start();
afterAll(() => service.close());
const chat = setUpChat({ LOCAL_PUSH_HOSTS: service.host }, { hasStream: true });
const minuteMs = 60_000;

test('at most 10 subscriptions of a user are pushed to: the oldest goes (NT-1)', async () => {
  const talk = await chat.talk();
  const browsers: Browser[] = [];
  for (let count = 0; count < 11; count += 1) {
    browsers.push(await Browser.of(talk.bob, service));
    await chat.wait(1);
  }
  await talk.say(talk.alice);
  await chat.wait(minuteMs);
  expect(browsers.map(({ received }) => received.length)).toEqual([0, ...Array(10).fill(1)]);
});

test('a browser that another user had belongs only to the new user (NT-1)', async () => {
  const talk = await chat.talk();
  const browser = await Browser.of(talk.bob, service);
  const { status } = await talk.alice.rest('PUT', '/push/subscriptions/', browser.subscription);
  expect(status).toBe(204);
  await talk.say(talk.alice);
  await chat.wait(minuteMs);
  expect(browser.received).toEqual([]);
  await talk.say(talk.bob);
  await chat.wait(minuteMs);
  expect(browser.payloads).toMatchObject([{ title: 'Bob' }]);
  // Bob does not take it from her by giving it up.
  await talk.bob.rest('DELETE', '/push/subscriptions/', { endpoint: browser.endpoint });
  await talk.say(talk.bob);
  await chat.wait(2 * minuteMs);
  expect(browser.received).toHaveLength(2);
});

test('a subscription ends with DELETE, which may be repeated; PUT of the same one again changes nothing (NT-1)', async () => {
  const talk = await chat.talk();
  const browser = await Browser.of(talk.bob, service);
  expect((await talk.bob.rest('PUT', '/push/subscriptions/', browser.subscription)).status).toBe(204);
  await talk.say(talk.alice);
  await chat.wait(minuteMs);
  expect(browser.received).toHaveLength(1);
  for (let count = 0; count < 2; count += 1)
    expect((await talk.bob.rest('DELETE', '/push/subscriptions/', { endpoint: browser.endpoint })).status).toBe(204);
  await talk.say(talk.alice);
  await chat.wait(2 * minuteMs);
  expect(browser.received).toHaveLength(1);
});

test.each([
  ['endpoint', { endpoint: 'http://push.example.com/1' }],
  ['endpoint', { endpoint: 'https://10.0.0.1/1' }],
  ['endpoint', { endpoint: 'https://localhost/1' }],
  ['endpoint', { endpoint: 'nothing' }],
  ['endpoint', { endpoint: `https://push.example.com/${'x'.repeat(1_000)}` }],
  ['keys.p256dh', { keys: { p256dh: 'B'.repeat(87), auth: 'BTBZMqHH6r4Tts7J_aSIgg' } }],
  ['keys.auth', { keys: { ...service.browser().subscription.keys, auth: 'short' } }],
  ['keys', { keys: undefined }],
])('a subscription with a wrong %s is refused by its name: %j (NT-1)', async (field, wrong) => {
  const bob = await chat.person('Bob');
  const body = { ...service.browser().subscription, ...wrong };
  const { status, body: problem } = await bob.rest('PUT', '/push/subscriptions/', body);
  expect([status, problem.code, problem.details[0].field]).toEqual([400, 'bad_request', field]);
});

test('a push is signed with the key that browsers subscribe with (NT-1)', async () => {
  const talk = await chat.talk();
  const { public_key } = await talk.bob.get('/push/key/');
  const browser = await Browser.of(talk.bob, service);
  await talk.say(talk.alice);
  await chat.wait(minuteMs);
  expect(browser.received.map(({ sender }) => sender.publicKey)).toEqual([public_key]);
});
