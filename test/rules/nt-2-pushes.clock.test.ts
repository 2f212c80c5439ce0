import { afterAll, expect, test } from 'vitest';
import { Browser, PushService } from '../support/push-service.ts';
import { setUpChat } from './driver/chat.ts';

const service = await PushService.start();
afterAll(() => service.close());
const settings = { LOCAL_PUSH_HOSTS: service.host, CHAT_RATE_LIMIT: 'off' };
const chat = setUpChat(settings, { hasStream: true, tokenSeconds: 24 * 3_600 });
const secondMs = 1_000;
const minuteMs = 60 * secondMs;

async function talkWithBrowser() {
  const talk = await chat.talk();
  return { talk, browser: await Browser.of(talk.bob, service) };
}

test('a message that is unread after 10 s is pushed to the recipient, and to nobody else (NT-2)', async () => {
  const { talk, browser } = await talkWithBrowser();
  const own = await Browser.of(talk.alice, service);
  const { seq } = await talk.say(talk.alice, 'a secret');
  await chat.wait(9 * secondMs);
  expect(browser.received).toEqual([]);
  await chat.wait(2 * secondMs);
  expect(browser.payloads).toEqual([
    { kind: 'message', thread_id: talk.threadId, seq, title: 'Alice', body: 'New message', count: 1, unread_total: 1 },
  ]);
  await chat.wait(minuteMs);
  expect([browser.received.length, own.received.length]).toEqual([1, 0]);
});

test('what is read by then is not pushed, nor what was read in between (NT-2)', async () => {
  const { talk, browser } = await talkWithBrowser();
  await talk.say(talk.alice);
  await talk.read(talk.bob);
  await chat.wait(minuteMs);
  await talk.say(talk.alice);
  await chat.wait(9 * secondMs);
  await talk.read(talk.bob);
  await chat.wait(minuteMs);
  expect(browser.received).toEqual([]);
});

test('a burst is one notification that counts all of it; a further message follows after a minute (NT-2)', async () => {
  const { talk, browser } = await talkWithBrowser();
  await talk.sayMany(talk.alice, 5);
  await chat.wait(20 * secondMs);
  expect(browser.payloads).toMatchObject([{ seq: 5, count: 5 }]);
  await talk.say(talk.alice);
  await chat.wait(45 * secondMs);
  expect(browser.received).toHaveLength(1);
  await chat.wait(10 * secondMs);
  expect(browser.payloads.slice(1)).toMatchObject([{ seq: 6, count: 6 }]);
  await talk.sayMany(talk.alice, 3);
  await chat.wait(10 * minuteMs);
  expect(browser.payloads.slice(2)).toMatchObject([{ seq: 9, count: 9 }]);
});

test('each thread has its own bursts, and the total counts all of them (NT-2)', async () => {
  const { talk, browser } = await talkWithBrowser();
  const carol = await chat.person('Carol');
  const { body: other } = await carol.createThread(talk.bob);
  await talk.say(talk.alice);
  await chat.wait(20 * secondMs);
  await carol.rest('POST', `/threads/${other.id}/messages/`, { content: 'hello' });
  await chat.wait(20 * secondMs);
  expect(browser.payloads).toMatchObject([
    { thread_id: talk.threadId, count: 1, unread_total: 1 },
    { thread_id: other.id, title: 'Carol', count: 1, unread_total: 2 },
  ]);
});

test.each([
  ['muted', { muted_until: 'forever' }],
  ['archived and muted', { archived: true, muted_until: 'forever' }],
])('a thread that is %s is not pushed (NT-2)', async (_, own) => {
  const { talk, browser } = await talkWithBrowser();
  await talk.setOwn(talk.bob, own);
  await talk.say(talk.alice);
  await chat.wait(minuteMs);
  expect(browser.received).toEqual([]);
});

test('an archived thread that is not muted is pushed (NT-2)', async () => {
  const { talk, browser } = await talkWithBrowser();
  await talk.setOwn(talk.bob, { archived: true });
  await talk.say(talk.alice);
  await chat.wait(minuteMs);
  expect(browser.received).toHaveLength(1);
});

test('a blocked thread is not pushed, what was sent just before included (NT-2)', async () => {
  const { talk, browser } = await talkWithBrowser();
  await talk.say(talk.alice);
  await talk.bob.rest('PUT', `/blocks/${talk.alice.id}/`);
  await chat.wait(minuteMs);
  expect(browser.received).toEqual([]);
});

test('a message of the marketplace is pushed, one that does not count as unread is not (NT-2)', async () => {
  const { talk, browser } = await talkWithBrowser();
  await talk.announce({ counts_as_unread: false });
  await chat.wait(minuteMs);
  expect(browser.received).toEqual([]);
  await talk.announce();
  await chat.wait(minuteMs);
  await talk.announce({ counts_as_unread: false });
  await chat.wait(minuteMs);
  expect(browser.payloads).toMatchObject([{ title: 'Marketplace', seq: 2, count: 1 }]);
});

test('what has been deleted is not shown; what is left is (NT-3)', async () => {
  const { talk, browser } = await talkWithBrowser();
  await talk.say(talk.alice);
  await talk.alice.rest('DELETE', `${talk.path}messages/1/`);
  await chat.wait(minuteMs);
  expect(browser.received).toEqual([]);
  await talk.say(talk.alice);
  await talk.say(talk.alice);
  await talk.alice.rest('DELETE', `${talk.path}messages/3/`);
  await chat.wait(minuteMs);
  expect(browser.payloads).toMatchObject([{ seq: 2 }]);
});
