import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk, newTalk, Person, type Talk } from '../support/people.ts';
import type { TestSocket } from '../support/socket.ts';

let app: LocalApp;
beforeAll(async () => (app = await startApp()));
afterAll(() => app.stop());

interface Devices extends Talk {
  /** Joined: a device of Bob, two of Alice. */
  atBob: TestSocket;
  atAlice: TestSocket;
  secondOfAlice: TestSocket;
  /** Not joined: a device of each. */
  awayAlice: TestSocket;
  awayBob: TestSocket;
}

async function manyDevices(): Promise<Devices> {
  const { atAlice, atBob, ...talk } = await joinedTalk(app);
  const secondOfAlice = await talk.alice.join(talk.threadId);
  const [awayAlice, awayBob] = [await talk.alice.open(), await talk.bob.open()];
  return { ...talk, atAlice, atBob, secondOfAlice, awayAlice, awayBob };
}

const eventsOf = (pushes: { event: string }[]) =>
  pushes.map(({ event }) => event).filter((event) => event !== 'user_joined');

describe('WS-9: who is told of what', () => {
  test('WS-9: new_message reaches every connection that joined, every device of the sender included', async () => {
    const { threadId, atAlice, atBob, secondOfAlice } = await manyDevices();
    const { data } = await atAlice.request('send_message', { thread_id: threadId, content: 'hello' });
    expect(await atBob.settled('new_message')).toEqual([data]);
    expect(await secondOfAlice.settled('new_message')).toEqual([data]);
    for (const device of [atAlice, atBob, secondOfAlice]) expect(await device.settled('thread_updated')).toEqual([]);
  });

  test('WS-9: a connection that has not joined gets thread_updated instead, the thread as its receiver sees it', async () => {
    const { alice, bob, threadId, atAlice, awayAlice, awayBob } = await manyDevices();
    await atAlice.request('send_message', { thread_id: threadId, content: 'hello' });
    for (const [person, device, unread] of [
      [alice, awayAlice, 0],
      [bob, awayBob, 1],
    ] as const) {
      expect(eventsOf(await device.settled())).toEqual(['thread_updated']);
      const { thread } = device.pushes('thread_updated')[0];
      expect(thread).toEqual(await person.get(`/threads/${threadId}/`));
      expect([thread.unread_count, thread.last_message.preview]).toEqual([unread, 'hello']);
    }
  });

  test('WS-9: so it does on edit_message and delete_message', async () => {
    const { threadId, atAlice, atBob, secondOfAlice, awayAlice, awayBob } = await manyDevices();
    await atAlice.request('send_message', { thread_id: threadId, content: 'hello' });
    const edited = await atAlice.request('edit_message', { thread_id: threadId, seq: 1, content: 'goodbye' });
    const deleted = await atAlice.request('delete_message', { thread_id: threadId, seq: 1 });
    for (const device of [atBob, secondOfAlice]) {
      expect(await device.settled('message_edited')).toEqual([edited.data]);
      expect(device.pushes('message_deleted')).toEqual([deleted.data]);
    }
    for (const device of [awayAlice, awayBob]) {
      const previews = (await device.settled('thread_updated')).map(({ thread }) => thread.last_message.preview);
      expect(previews).toEqual(['hello', 'goodbye', '']);
      expect(eventsOf(device.pushes())).toHaveLength(3);
    }
  });

  test('WS-9: so it does on a change of is_active', async () => {
    const { alice, threadId, awayAlice, awayBob } = await manyDevices();
    await alice.rest('PATCH', `/threads/${threadId}/`, { is_active: false });
    await alice.rest('PATCH', `/threads/${threadId}/`, { is_active: true });
    for (const device of [awayAlice, awayBob]) {
      expect((await device.settled('thread_updated')).map(({ thread }) => thread.is_active)).toEqual([false, true]);
    }
  });

  test('WS-9: so it does on a thread created', async () => {
    const [alice, bob] = [await Person.create(app, 'Alice'), await Person.create(app, 'Bob')];
    const [atAlice, atBob] = [await alice.open(), await bob.open()];
    const created = await alice.rest('POST', '/threads/', { client: alice.named, freelancer: bob.named });
    for (const device of [atAlice, atBob])
      expect(await device.settled('thread_updated')).toEqual([{ thread: created.body }]);
  });

  test("WS-9: mark_as_read tells the reader's own other connections alone", async () => {
    const { bob, threadId, atAlice, atBob, secondOfAlice, awayAlice, awayBob } = await manyDevices();
    await atAlice.request('send_message', { thread_id: threadId, content: 'hello' });
    const { data } = await atBob.request('mark_as_read', { thread_id: threadId });
    expect(data).toMatchObject({ thread_id: threadId, user_id: bob.id, user: 'Bob', count: 1, up_to_seq: 1 });
    for (const device of [atAlice, secondOfAlice]) expect(await device.settled('messages_read')).toEqual([data]);
    const unread = (pushes: { thread: { unread_count: number } }[]) => pushes.map(({ thread }) => thread.unread_count);
    expect(unread(await awayBob.settled('thread_updated'))).toEqual([1, 0]);
    expect(unread(await awayAlice.settled('thread_updated'))).toEqual([0]);
  });

  test('WS-9: typing reaches the other participant alone', async () => {
    const { alice, threadId, atAlice, atBob, secondOfAlice, awayAlice } = await manyDevices();
    await atAlice.request('typing_start', { thread_id: threadId });
    await atAlice.request('typing_stop', { thread_id: threadId });
    const data = { thread_id: threadId, user_id: alice.id, user: 'Alice' };
    expect((await atBob.settled()).map((frame) => [frame.event, frame.data])).toEqual([
      ['typing_start', data],
      ['typing_stop', data],
    ]);
    for (const device of [atAlice, secondOfAlice, awayAlice]) {
      expect(eventsOf(await device.settled())).toEqual([]);
    }
  });

  test('WS-9: whoever is no participant hears nothing', async () => {
    const { threadId, atAlice } = await joinedTalk(app);
    const stranger = await (await Person.create(app, 'Stranger')).open();
    await stranger.request('join_thread', { thread_id: threadId });
    await atAlice.request('send_message', { thread_id: threadId, content: 'hello' });
    await atAlice.request('typing_start', { thread_id: threadId });
    expect(await stranger.settled()).toEqual([]);
  });

  test('section 3: what REST changes is pushed to the sockets just the same', async () => {
    const { alice, bob, threadId } = await newTalk(app);
    const [atAlice, atBob, awayBob] = [await alice.join(threadId), await bob.join(threadId), await bob.open()];
    const path = `/threads/${threadId}/messages/`;
    const sent = await alice.rest('POST', path, { content: 'by REST' });
    const edited = await alice.rest('PATCH', `${path}1/`, { content: 'edited' });
    const read = await bob.rest('POST', `/threads/${threadId}/mark-read/`, {});
    const deleted = await alice.rest('DELETE', `${path}1/`);
    for (const device of [atAlice, atBob]) {
      expect(await device.settled('new_message')).toEqual([sent.body]);
      expect(device.pushes('message_edited')).toEqual([edited.body]);
      expect(device.pushes('message_deleted')).toEqual([deleted.body]);
      expect(device.pushes('messages_read')).toEqual([
        { thread_id: threadId, user_id: bob.id, user: 'Bob', ...read.body },
      ]);
    }
    expect(await awayBob.settled('thread_updated')).toHaveLength(4);
    await alice.rest('DELETE', `/threads/${threadId}/`);
    expect((await awayBob.settled('thread_updated')).at(-1).thread.is_active).toBe(false);
  });
});
