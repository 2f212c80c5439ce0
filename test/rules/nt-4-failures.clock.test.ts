import { afterAll, expect, test } from 'vitest';
import { Browser, PushService } from '../support/push-service.ts';
import { setUpChat } from './driver/chat.ts';

const service = await PushService.start();
afterAll(() => service.close());
const chat = setUpChat({ LOCAL_PUSH_HOSTS: service.host }, { hasStream: true, tokenSeconds: 24 * 3_600 });
const minuteMs = 60_000;

async function talkWithBrowsers() {
  const talk = await chat.talk();
  return { talk, failing: await Browser.of(talk.bob, service), sound: await Browser.of(talk.bob, service) };
}

test.each([404, 410])('a subscription that answers %i is removed at once (NT-4)', async (status) => {
  const { talk, failing, sound } = await talkWithBrowsers();
  failing.answers.push({ status });
  for (let count = 0; count < 2; count += 1) {
    await talk.say(talk.alice);
    await chat.wait(2 * minuteMs);
  }
  expect([failing.requests, sound.requests]).toEqual([1, 2]);
});

test('one that answers 429 or 5xx is tried again as Retry-After says, and the others are not (NT-4)', async () => {
  const { talk, failing, sound } = await talkWithBrowsers();
  failing.answers.push({ status: 429, headers: { 'retry-after': '120' } }, { status: 503 });
  await talk.say(talk.alice);
  await chat.wait(2 * minuteMs);
  expect([failing.requests, sound.requests]).toEqual([1, 1]);
  await chat.wait(minuteMs / 2);
  expect(failing.requests).toBe(2);
  await chat.wait(10 * minuteMs);
  expect([failing.requests, failing.payloads.length, sound.requests]).toEqual([3, 1, 1]);
});

test('what has been read meanwhile, or said by a later push, is not tried again (NT-4)', async () => {
  const { talk, failing } = await talkWithBrowsers();
  failing.answers.push({ status: 503, headers: { 'retry-after': '600' } });
  await talk.say(talk.alice);
  await chat.wait(minuteMs);
  await talk.say(talk.alice);
  await chat.wait(60 * minuteMs);
  expect(failing.payloads).toMatchObject([{ seq: 2 }]);
  failing.answers.push({ status: 503, headers: { 'retry-after': '600' } });
  await talk.say(talk.alice);
  await chat.wait(minuteMs);
  await talk.read(talk.bob);
  await chat.wait(60 * minuteMs);
  expect(failing.payloads).toHaveLength(1);
});

test('one that fails to the end becomes a dead letter, and a redirect is not followed (NT-4)', async () => {
  const { talk, failing } = await talkWithBrowsers();
  failing.answers.push(...Array.from({ length: 20 }, () => ({ status: 500 })));
  await talk.say(talk.alice);
  await chat.wait(24 * 60 * minuteMs);
  expect(failing.requests).toBe(6);
  const { talk: other, failing: redirecting } = await talkWithBrowsers();
  redirecting.answers.push({ status: 307, headers: { location: service.browser().endpoint } });
  await other.say(other.alice);
  await chat.wait(60 * minuteMs);
  expect(redirecting.requests).toBe(1);
  const letters = JSON.stringify(await chat.deadLetters());
  expect(letters).toContain('the push service answered 500');
  expect(letters).toContain('the push service answered 307');
  expect(letters).not.toContain(failing.endpoint);
});
