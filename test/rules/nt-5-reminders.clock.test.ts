import { expect, test } from 'vitest';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat({ CHAT_REMIND_AFTER: '15m' }, { hasStream: true, tokenSeconds: 48 * 3_600 });
const minuteMs = 60_000;

async function reminders(threadId: string) {
  const events = await chat.published();
  const own = events.filter(
    ({ 'detail-type': type, detail }) => type === 'message.unread' && detail.thread_id === threadId,
  );
  return own.map(({ detail }) => detail as { seq: number; count: number; user: { id: string } });
}

test('a thread that is unread after 15 minutes is one event, with the oldest message, without any subscription (NT-5)', async () => {
  const talk = await chat.talk();
  await talk.say(talk.bob);
  await talk.read(talk.alice);
  for (let count = 0; count < 3; count += 1) {
    await talk.say(talk.alice);
    await chat.wait(minuteMs);
  }
  await chat.wait(11 * minuteMs);
  expect(await reminders(talk.threadId)).toEqual([]);
  await chat.wait(minuteMs);
  expect(await reminders(talk.threadId)).toMatchObject([{ seq: 2, count: 3, user: talk.bob.named }]);
});

test('it comes once until the thread is read, and again for what is unread after that (NT-5)', async () => {
  const talk = await chat.talk();
  await talk.say(talk.alice);
  await chat.wait(20 * minuteMs);
  await talk.say(talk.alice);
  await chat.wait(60 * minuteMs);
  expect(await reminders(talk.threadId)).toHaveLength(1);
  await talk.read(talk.bob);
  await talk.say(talk.alice);
  await chat.wait(20 * minuteMs);
  expect(await reminders(talk.threadId)).toMatchObject([
    { seq: 1, count: 1 },
    { seq: 3, count: 1 },
  ]);
});

test('what is read in time is no event, and a later message has its own 15 minutes (NT-5)', async () => {
  const talk = await chat.talk();
  await talk.say(talk.alice);
  await chat.wait(10 * minuteMs);
  await talk.read(talk.bob);
  await talk.say(talk.alice);
  await chat.wait(10 * minuteMs);
  expect(await reminders(talk.threadId)).toEqual([]);
  await chat.wait(5 * minuteMs);
  expect(await reminders(talk.threadId)).toMatchObject([{ seq: 2, count: 1 }]);
});

test('a message that follows one reading by part is still reminded of (NT-5)', async () => {
  const talk = await chat.talk();
  await talk.say(talk.alice);
  await chat.wait(20 * minuteMs);
  await talk.say(talk.alice);
  await talk.read(talk.bob, 1);
  await talk.say(talk.alice);
  await chat.wait(20 * minuteMs);
  expect(await reminders(talk.threadId)).toMatchObject([{ seq: 1 }, { seq: 2, count: 2 }]);
});

test('nobody is reminded of a thread that they have muted, blocked or deleted (NT-5)', async () => {
  const talks = [await chat.talk(), await chat.talk(), await chat.talk()] as const;
  for (const talk of talks) await talk.say(talk.alice);
  await talks[0].setOwn(talks[0].bob, { muted_until: 'forever' });
  await talks[1].bob.rest('PUT', `/blocks/${talks[1].alice.id}/`);
  await talks[2].delete(talks[2].bob);
  await chat.wait(60 * minuteMs);
  for (const talk of talks) expect(await reminders(talk.threadId)).toEqual([]);
});
