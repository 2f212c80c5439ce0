import { afterAll, expect, test } from 'vitest';
import { pushPayloadBytesMax } from '../../protocol/notifications.ts';
import { Browser, PushService } from '../support/push-service.ts';
import { setUpChat } from './driver/chat.ts';

const service = await PushService.start();
afterAll(() => service.close());
const chat = setUpChat({ LOCAL_PUSH_HOSTS: service.host, CHAT_NOTIFY_TEXT: 'on' }, { hasStream: true });
const minuteMs = 60_000;

test('with CHAT_NOTIFY_TEXT=on the body is the text as it is when it is pushed, cut between graphemes (NT-3)', async () => {
  const talk = await chat.talk();
  const browser = await Browser.of(talk.bob, service);
  await talk.say(talk.alice, 'first');
  await talk.alice.rest('PATCH', `${talk.path}messages/1/`, { content: 'edited' });
  await chat.wait(minuteMs);
  const family = '👨‍👩‍👧‍👦';
  await talk.say(talk.alice, `${'x'.repeat(97)}${family}`);
  await chat.wait(minuteMs);
  expect(browser.payloads.map(({ body }) => body)).toEqual(['edited', 'x'.repeat(97)]);
});

test('the largest payload has at most 3,000 bytes (NT-3)', async () => {
  const [alice, bob] = [await chat.person('😀'.repeat(64)), await chat.person('Bob')];
  const { body: thread } = await alice.createThread(bob, { id: '漢'.repeat(128) });
  const browser = await Browser.of(bob, service);
  await alice.rest('POST', `/threads/${thread.id}/messages/`, { content: '😀'.repeat(4_000) });
  await chat.wait(minuteMs);
  expect(browser.received).toHaveLength(1);
  expect(browser.received[0]?.bytes).toBeLessThanOrEqual(pushPayloadBytesMax);
});
