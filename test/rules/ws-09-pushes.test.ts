import { describe, expect, test } from 'vitest';
import type { Device } from '../support/device.ts';
import type { JoinedTalk } from '../support/people.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

/** Alice has two devices in the room and one outside, Bob one in the room and one outside. */
type Crowd = JoinedTalk & { secondOfAlice: Device; awayAlice: Device; awayBob: Device };

async function crowd(): Promise<Crowd> {
  const talk = await chat.joinedTalk();
  const secondOfAlice = await talk.alice.join(talk.threadId);
  return Object.assign(talk, {
    secondOfAlice,
    awayAlice: await talk.alice.connect(),
    awayBob: await talk.bob.connect(),
  });
}

/** The events that each device was pushed. */
async function heard({ atAlice, secondOfAlice, awayAlice, atBob, awayBob }: Crowd): Promise<Record<string, string[]>> {
  const devices = { atAlice, secondOfAlice, awayAlice, atBob, awayBob };
  const events = await Promise.all(Object.entries(devices).map(async ([name, at]) => [name, await at.events()]));
  return Object.fromEntries(events) as Record<string, string[]>;
}

async function forget({ atAlice, secondOfAlice, awayAlice, atBob, awayBob }: Crowd): Promise<void> {
  await Promise.all([atAlice, secondOfAlice, awayAlice, atBob, awayBob].map((device) => device.forget()));
}

const inRoom = (event: string) => ({
  atAlice: [],
  secondOfAlice: [event],
  atBob: [event],
  awayAlice: ['thread_updated'],
  awayBob: ['thread_updated'],
});

describe('send_message', () => {
  test('WS-9: reaches the connections that joined as new_message, the others as thread_updated', async () => {
    const talk = await crowd();
    const { data } = await talk.send(talk.atAlice);
    expect(await heard(talk)).toEqual(inRoom('new_message'));
    for (const device of [talk.atBob, talk.secondOfAlice]) expect(device.pushes('new_message')).toEqual([data]);
  });

  test('WS-9: by REST it reaches every device of the sender too', async () => {
    const talk = await crowd();
    await talk.say(talk.alice);
    expect(await heard(talk)).toEqual({ ...inRoom('new_message'), atAlice: ['new_message'] });
  });

  test('WS-9: from a connection that has not joined, it is answered there and not pushed', async () => {
    const talk = await crowd();
    await talk.send(talk.awayAlice);
    expect(await heard(talk)).toEqual({ ...inRoom('new_message'), atAlice: ['new_message'], awayAlice: [] });
  });

  test('WS-9: thread_updated shows the thread as its receiver sees it', async () => {
    const talk = await crowd();
    await talk.send(talk.atAlice, 'hello');
    for (const [person, device, unread] of [
      [talk.alice, talk.awayAlice, 0],
      [talk.bob, talk.awayBob, 1],
    ] as const) {
      const [{ thread }] = await device.received('thread_updated');
      expect(thread).toEqual(await talk.thread(person));
      expect(thread).toMatchObject({ unread_count: unread, last_message: { preview: 'hello' } });
    }
  });

  test('WS-9: a connection that has joined another thread of the same two gets thread_updated', async () => {
    const talk = await crowd();
    const { body: other } = await talk.alice.createThread(talk.bob, { id: 'other' });
    await talk.awayBob.request('join_thread', { thread_id: other.id });
    await talk.awayBob.forget();
    await talk.send(talk.atAlice);
    expect(await talk.awayBob.events()).toEqual(['thread_updated']);
  });

  test('WS-9: a user who is not a participant receives nothing', async () => {
    const talk = await crowd();
    const stranger = await (await chat.person('Stranger')).connect();
    await stranger.request('join_thread', { thread_id: talk.threadId });
    await talk.send(talk.atAlice);
    await talk.atAlice.request('typing_start', { thread_id: talk.threadId });
    expect(await stranger.received()).toEqual([]);
  });
});

describe('changes', () => {
  test.each([
    ['edit_message', 'message_edited', { content: 'good morning' }],
    ['delete_message', 'message_deleted', {}],
  ] as const)(
    'WS-9: %s reaches the connections that joined as %s, the others as thread_updated',
    async (action, event, fields) => {
      const talk = await crowd();
      await talk.send(talk.atAlice);
      await forget(talk);
      const { data } = await talk.atAlice.request(action, { thread_id: talk.threadId, seq: 1, ...fields });
      expect(await heard(talk)).toEqual(inRoom(event));
      expect(talk.atBob.pushes(event)).toEqual([data]);
      expect(talk.awayBob.pushes('thread_updated')[0].thread.last_message.preview).toBe(data.content);
    },
  );

  test('WS-9: a change of is_active reaches the connections that have not joined; setting it again pushes nothing', async () => {
    const talk = await crowd();
    for (const isActive of [false, false, true, true]) await talk.setActive(talk.alice, isActive);
    for (const device of [talk.awayAlice, talk.awayBob]) {
      const updates = await device.received('thread_updated');
      expect(updates.map(({ thread }) => thread.is_active)).toEqual([false, true]);
    }
  });

  test('WS-9: deleting a thread is a change of is_active', async () => {
    const talk = await crowd();
    await talk.delete(talk.alice);
    const [{ thread }] = await talk.awayBob.received('thread_updated');
    expect(thread.is_active).toBe(false);
  });

  test('WS-9: a new thread reaches every connection of both; asking for it again pushes nothing', async () => {
    const [alice, bob] = [await chat.person('Alice'), await chat.person('Bob')];
    const devices = [await alice.connect(), await bob.connect(), await bob.connect()];
    const { body } = await alice.createThread(bob);
    await alice.createThread(bob);
    for (const device of devices) expect(await device.received('thread_updated')).toEqual([{ thread: body }]);
  });
});

describe('mark_as_read', () => {
  test("WS-9: reaches those who joined as messages_read, and only the reader's other connections as thread_updated", async () => {
    const talk = await crowd();
    await talk.say(talk.bob);
    await forget(talk);
    const { data } = await talk.atAlice.request('mark_as_read', { thread_id: talk.threadId });
    expect(await heard(talk)).toEqual({ ...inRoom('messages_read'), awayBob: [] });
    expect(data).toMatchObject({ user_id: talk.alice.id, user: 'Alice', count: 1, up_to_seq: 1 });
    expect(talk.atBob.pushes('messages_read')).toEqual([data]);
    expect(talk.awayAlice.pushes('thread_updated')).toMatchObject([{ thread: { unread_count: 0, last_seq: 1 } }]);
  });

  test('WS-9: is not pushed if it changed nothing', async () => {
    const talk = await crowd();
    await talk.say(talk.bob);
    await talk.read(talk.alice);
    await forget(talk);
    await talk.atAlice.request('mark_as_read', { thread_id: talk.threadId });
    expect(Object.values(await heard(talk)).flat()).toEqual([]);
  });
});

test('WS-9: typing reaches only the other participant, in the room', async () => {
  const talk = await crowd();
  for (const action of ['typing_start', 'typing_stop']) {
    await talk.atAlice.request(action, { thread_id: talk.threadId });
  }
  const data = { thread_id: talk.threadId, user_id: talk.alice.id, user: 'Alice' };
  expect(await talk.atBob.received()).toEqual([
    { event: 'typing_start', data },
    { event: 'typing_stop', data },
  ]);
  expect({ ...(await heard(talk)), atBob: [] }).toEqual({
    atAlice: [],
    secondOfAlice: [],
    awayAlice: [],
    atBob: [],
    awayBob: [],
  });
});

test('WS-9: a message of the marketplace reaches every connection of both', async () => {
  const talk = await crowd();
  const { message } = await talk.announce();
  expect(await heard(talk)).toEqual({ ...inRoom('new_message'), atAlice: ['new_message'] });
  for (const device of [talk.atAlice, talk.atBob]) expect(device.pushes('new_message')).toEqual([message]);
  expect(talk.awayAlice.pushes('thread_updated')).toMatchObject([{ thread: { last_seq: 1, unread_count: 1 } }]);
});

test('WS-9: thread_updated names its receiver as the token of that connection does, whatever name others gave', async () => {
  const [alice, bob] = [await chat.person('Alice'), await chat.person('Ben')];
  const devices = [await bob.connect(), await (await bob.withToken({ username: 'Benjamin' })).connect()];
  await alice.rest('POST', '/threads/', { client: alice.named, freelancer: { id: bob.id, username: 'Guess' } });
  const names = await Promise.all(
    devices.map(async (device) => (await device.received('thread_updated'))[0].thread.freelancer.username),
  );
  expect(names).toEqual(['Ben', 'Benjamin']);
});

test('REST-3: what REST changes is pushed just as what a frame changes', async () => {
  const talk = await crowd();
  const sent = await talk.say(talk.alice, 'by REST');
  const edited = await talk.alice.rest('PATCH', `${talk.path}messages/1/`, { content: 'edited' });
  const read = await talk.read(talk.bob);
  const deleted = await talk.alice.rest('DELETE', `${talk.path}messages/1/`);
  for (const device of [talk.atAlice, talk.atBob]) {
    expect(await device.received('new_message')).toEqual([sent]);
    expect(device.pushes('message_edited')).toEqual([edited.body]);
    expect(device.pushes('messages_read')).toEqual([
      { thread_id: talk.threadId, user_id: talk.bob.id, user: 'Bob', ...read.body },
    ]);
    expect(device.pushes('message_deleted')).toEqual([deleted.body]);
  }
  expect(await talk.awayBob.received('thread_updated')).toHaveLength(4);
});
