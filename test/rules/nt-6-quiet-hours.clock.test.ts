import { afterAll, expect, test } from 'vitest';
import { Browser, PushService } from '../support/push-service.ts';
import { setUpChat } from './driver/chat.ts';

const service = await PushService.start();
afterAll(() => service.close());
const settings = { LOCAL_PUSH_HOSTS: service.host, CHAT_REMIND_AFTER: '15m' };
const chat = setUpChat(settings, { hasStream: true, tokenSeconds: 96 * 3_600 });
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Quiet hours that begin now and last for so many hours, in Istanbul. */
function quietFor(hours: number) {
  const time_zone = 'Europe/Istanbul';
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: time_zone, hour: '2-digit', minute: '2-digit' });
  return { from: clock.format(chat.nowMs()), to: clock.format(chat.nowMs() + hours * hourMs), time_zone };
}

test('preferences are none at first, and what was put last (NT-6)', async () => {
  const bob = await chat.person('Bob');
  expect(await bob.get('/me/preferences/')).toEqual({ quiet_hours: null });
  const body = { quiet_hours: { from: '22:00', to: '07:00', time_zone: 'America/New_York' } };
  expect(await bob.rest('PUT', '/me/preferences/', body)).toMatchObject({ status: 200, body });
  expect(await bob.get('/me/preferences/')).toEqual(body);
  await bob.rest('PUT', '/me/preferences/', { quiet_hours: null });
  expect(await bob.get('/me/preferences/')).toEqual({ quiet_hours: null });
});

test.each([
  ['quiet_hours.from', { from: '24:00' }],
  ['quiet_hours.to', { to: '7:00' }],
  ['quiet_hours.to', { from: '07:00', to: '07:00' }],
  ['quiet_hours.time_zone', { time_zone: 'Mars/Olympus' }],
])('a wrong %s is refused by its name (NT-6)', async (field, wrong) => {
  const bob = await chat.person('Bob');
  const quiet_hours = { from: '22:00', to: '07:00', time_zone: 'UTC', ...wrong };
  const { status, body } = await bob.rest('PUT', '/me/preferences/', { quiet_hours });
  expect([status, body.details[0].field]).toEqual([400, field]);
});

test('within quiet hours nothing is pushed; at their end one push counts what is unread over all threads (NT-6)', async () => {
  const talk = await chat.talk();
  const carol = await chat.person('Carol');
  const { body: other } = await carol.createThread(talk.bob);
  const browser = await Browser.of(talk.bob, service);
  await talk.bob.rest('PUT', '/me/preferences/', { quiet_hours: quietFor(8) });
  await talk.sayMany(talk.alice, 2);
  await chat.wait(hourMs);
  await carol.rest('POST', `/threads/${other.id}/messages/`, { content: 'hello' });
  await chat.wait(6 * hourMs);
  expect(browser.received).toEqual([]);
  // Reminders do not wait for it.
  const reminded = (await chat.published()).filter(({ detail }) => detail.user?.id === talk.bob.id);
  expect(reminded.map(({ detail }) => detail.thread_id).toSorted()).toEqual([talk.threadId, other.id].toSorted());
  await chat.wait(hourMs + minuteMs);
  expect(browser.payloads).toEqual([
    { kind: 'summary', thread_id: other.id, seq: 1, title: 'Carol', body: 'New message', count: 3, unread_total: 3 },
  ]);
  await chat.wait(12 * hourMs);
  expect(browser.received).toHaveLength(1);
});

test('what is read before they end is not pushed, and what comes after them is pushed as ever (NT-6)', async () => {
  const talk = await chat.talk();
  const browser = await Browser.of(talk.bob, service);
  await talk.bob.rest('PUT', '/me/preferences/', { quiet_hours: quietFor(2) });
  await talk.say(talk.alice);
  await chat.wait(hourMs);
  await talk.read(talk.bob);
  await chat.wait(2 * hourMs);
  expect(browser.received).toEqual([]);
  await talk.say(talk.alice);
  await chat.wait(minuteMs);
  expect(browser.payloads).toMatchObject([{ kind: 'message', count: 1 }]);
});

test('quiet hours that are prolonged meanwhile hold, muted threads are left out, and a summary is tried again (NT-4, NT-6)', async () => {
  const talk = await chat.talk();
  const carol = await chat.person('Carol');
  const { body: other } = await carol.createThread(talk.bob);
  const browser = await Browser.of(talk.bob, service);
  await talk.bob.rest('PUT', '/me/preferences/', { quiet_hours: quietFor(2) });
  await talk.say(talk.alice);
  await carol.rest('POST', `/threads/${other.id}/messages/`, { content: 'hello' });
  await chat.wait(hourMs);
  await talk.bob.rest('PUT', '/me/preferences/', { quiet_hours: quietFor(5) });
  await talk.bob.rest('PATCH', `/threads/${other.id}/me/`, { muted_until: 'forever' });
  await chat.wait(4 * hourMs);
  expect(browser.requests).toBe(0);
  browser.answers.push({ status: 503 });
  await chat.wait(2 * hourMs);
  expect(browser.payloads).toMatchObject([{ kind: 'summary', thread_id: talk.threadId, count: 1, unread_total: 2 }]);
  expect(browser.requests).toBe(2);
});
