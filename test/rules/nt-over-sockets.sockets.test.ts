import { afterAll, expect, test } from 'vitest';
import { Browser, PushService } from '../support/push-service.ts';
import { setUpChat } from './driver/chat.ts';

const service = await PushService.start();
afterAll(() => service.close());
const settings = {
  LOCAL_PUSH_HOSTS: service.host,
  CHAT_NOTIFY_AFTER: '1s',
  CHAT_NOTIFY_GAP: '1s',
  CHAT_REMIND_AFTER: '1s',
  CHAT_EVENTS: 'message.unread',
};
const chat = setUpChat(settings);
/** The stream gathers a batch for 3 s, and the delay of a queue is a second. */
const longMs = 15_000;

test('from the stream by the queue to the browser, with a retry and a reminder, and nothing of what was read (NT-1, NT-2, NT-4, NT-5)', async () => {
  const [talk, read] = [await chat.talk(), await chat.talk()];
  const [browser, removed, silent] = [
    await Browser.of(talk.bob, service),
    await Browser.of(talk.bob, service),
    await Browser.of(read.bob, service),
  ];
  browser.answers.push({ status: 503, headers: { 'retry-after': '1' } });
  removed.answers.push({ status: 410 });
  await read.say(read.alice);
  await read.read(read.bob);
  const { seq } = await talk.say(talk.alice);
  await chat.within(longMs, async () => {
    expect(browser.payloads).toEqual([
      {
        kind: 'message',
        thread_id: talk.threadId,
        seq,
        title: 'Alice',
        body: 'New message',
        count: 1,
        unread_total: 1,
      },
    ]);
    const unread = (await chat.published()).filter(({ detail }) => detail.thread_id === talk.threadId);
    expect(unread.map(({ 'detail-type': type, detail }) => [type, detail.seq, detail.count])).toEqual([
      ['message.unread', seq, 1],
    ]);
  });
  expect([browser.requests, removed.requests, silent.requests]).toEqual([2, 1, 0]);
  const { public_key } = await talk.bob.get('/push/key/');
  expect(browser.received[0]?.sender.publicKey).toBe(public_key);
  expect(browser.received[0]?.sender.sub).toMatch(/^(mailto:|https:)/);
});
