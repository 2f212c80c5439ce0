import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

test('SYS-12: is_active false closes the thread with the message, and everybody is told', async () => {
  const talk = await chat.joinedTalk();
  const inbox = await talk.bob.connect();
  const { message } = await talk.announce({ is_active: false });
  for (const device of [talk.atAlice, talk.atBob, inbox]) {
    const { data } = await device.event('thread_updated', ({ thread }) => !thread.is_active);
    expect(data.thread).toMatchObject({ is_active: false, last_seq: message.seq });
  }
  expect((await talk.send(talk.atAlice)).data.code).toBe('thread_inactive');
  expect(await talk.thread(talk.bob)).toMatchObject({ is_active: false, unread_count: 1 });
  expect(await talk.bob.inbox()).toEqual([talk.threadId]);
});

test('SYS-12: is_active true opens a closed thread with the message', async () => {
  const talk = await chat.talk();
  await talk.setActive(talk.alice, false);
  const device = await talk.bob.join(talk.threadId);
  await talk.announce({ is_active: true });
  expect((await device.event('thread_updated')).data.thread).toMatchObject({ is_active: true, last_seq: 1 });
  expect((await talk.say(talk.bob)).seq).toBe(2);
});

test.each([true, false])(
  'SYS-12: is_active %s brings a deleted thread back into both lists, as it says',
  async (isActive) => {
    const talk = await chat.talk();
    await talk.say(talk.bob, 'unread');
    await talk.delete(talk.alice);
    await talk.announce({ is_active: isActive });
    for (const person of [talk.alice, talk.bob]) {
      expect(await person.inbox()).toEqual([talk.threadId]);
      expect((await talk.thread(person)).is_active).toBe(isActive);
    }
    expect([await talk.alice.unreadCount(), await talk.bob.unreadCount()]).toEqual([2, 1]);
  },
);

test('SYS-12: without is_active a closed thread stays closed, and an open one open', async () => {
  const talk = await chat.talk();
  await talk.announce();
  expect((await talk.thread(talk.alice)).is_active).toBe(true);
  await talk.announce({ is_active: false });
  await talk.announce();
  expect(await talk.thread(talk.alice)).toMatchObject({ is_active: false, last_seq: 3 });
});

test('SYS-12: a repeat opens and closes nothing again', async () => {
  const talk = await chat.talk();
  const event = { event_id: randomUUID(), is_active: false };
  await talk.announce(event);
  await talk.announce({ is_active: true });
  expect(await talk.announce(event)).toMatchObject({ duplicate: true });
  expect((await talk.thread(talk.alice)).is_active).toBe(true);
});

test('SYS-12: a thread that is created by the event is as is_active says', async () => {
  const [alice, bob] = [await chat.person('Alice'), await chat.person('Bob')];
  const event = { event_id: randomUUID(), event: 'system', client: alice.named, freelancer: bob.named };
  const { payload } = await chat.invoke('system-message', { ...event, is_active: false });
  expect((await alice.get(`/threads/${payload.thread_id}/`)).is_active).toBe(false);
  expect(await bob.inbox()).toEqual([payload.thread_id]);
});
