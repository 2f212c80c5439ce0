import { describe, expect, test } from 'vitest';
import type { Talk } from '../support/people.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

const post = (talk: Talk, by = talk.alice) => by.rest('POST', `${talk.path}messages/`, { content: 'x' });

describe('an inactive thread', () => {
  test('WS-16: refuses send_message with thread_inactive, over REST with 409, and stores nothing', async () => {
    const talk = await chat.joinedTalk();
    expect((await talk.setActive(talk.alice, false)).body).toMatchObject({ id: talk.threadId, is_active: false });
    for (const device of [talk.atAlice, talk.atBob]) {
      expect((await talk.send(device, 'x', { client_message_id: 'a', after_seq: 0 })).data.code).toBe(
        'thread_inactive',
      );
    }
    const { status, body } = await post(talk, talk.bob);
    expect([status, body.code]).toEqual([409, 'thread_inactive']);
    expect((await talk.thread(talk.alice)).last_seq).toBe(0);
  });

  test('WS-16: refuses edits with thread_inactive, over REST with 409, and changes nothing', async () => {
    const talk = await chat.joinedTalk();
    await talk.say(talk.alice, 'before');
    await talk.setActive(talk.bob, false);
    const fields = { thread_id: talk.threadId, seq: 1, content: 'after' };
    expect((await talk.atAlice.request('edit_message', fields)).data.code).toBe('thread_inactive');
    const { status, body } = await talk.alice.rest('PATCH', `${talk.path}messages/1/`, { content: 'after' });
    expect([status, body.code]).toEqual([409, 'thread_inactive']);
    expect(await talk.messages(talk.bob)).toMatchObject([{ content: 'before', edited_at: null }]);
  });

  test('WS-16: answers the repeat of an edit that was made before, and lets a message be deleted', async () => {
    const talk = await chat.joinedTalk();
    await talk.say(talk.alice, 'before');
    const fields = { thread_id: talk.threadId, seq: 1 };
    const edited = await talk.atAlice.request('edit_message', { ...fields, content: 'after' });
    await talk.setActive(talk.bob, false);
    expect((await talk.atAlice.request('edit_message', { ...fields, content: 'after' })).data).toEqual(edited.data);
    expect((await talk.atAlice.request('delete_message', fields)).event).toBe('message_deleted');
  });

  test('WS-16: can be read, joined and marked as read', async () => {
    const talk = await chat.talk();
    await talk.say(talk.alice, 'before');
    await talk.setActive(talk.alice, false);
    const device = await talk.bob.connect();
    expect((await device.request('join_thread', { thread_id: talk.threadId })).data).toMatchObject({
      thread: { is_active: false, last_seq: 1 },
      messages: [{ content: 'before' }],
    });
    expect(await talk.messages(talk.bob)).toHaveLength(1);
    expect((await talk.read(talk.bob)).body.count).toBe(1);
  });

  test('WS-16: stays in both lists and unread counts', async () => {
    const talk = await chat.talk();
    await talk.say(talk.alice);
    await talk.setActive(talk.alice, false);
    for (const person of [talk.alice, talk.bob]) expect(await person.inbox()).toEqual([talk.threadId]);
    expect(await talk.bob.unreadCount()).toBe(1);
  });

  test('SYS-7: accepts messages of the marketplace and stays inactive', async () => {
    const talk = await chat.talk();
    await talk.setActive(talk.alice, false);
    expect((await talk.announce()).message.seq).toBe(1);
    expect((await talk.thread(talk.bob)).is_active).toBe(false);
  });

  test('WS-16: stays inactive if it is asked for again by its triple', async () => {
    const talk = await chat.talk();
    await talk.setActive(talk.alice, false);
    expect((await talk.alice.createThread(talk.bob)).body.is_active).toBe(false);
  });

  test('WS-16: accepts messages again once it is active', async () => {
    const talk = await chat.talk();
    await talk.setActive(talk.alice, false);
    await talk.setActive(talk.alice, true);
    expect((await post(talk)).body.seq).toBe(1);
  });
});

describe('PUT and PATCH /threads/{id}/', () => {
  test('REST-7: set is_active and return the thread', async () => {
    const talk = await chat.talk();
    for (const [method, by, is_active] of [
      ['PATCH', talk.alice, false],
      ['PUT', talk.alice, true],
      ['PUT', talk.bob, true],
    ] as const) {
      const { status, body } = await by.rest(method, talk.path, { is_active });
      expect([status, body]).toEqual([200, await talk.thread(by)]);
      expect(body).toMatchObject({ is_active, closed_by: is_active ? null : by.id });
    }
  });

  test.each(['PATCH', 'PUT'])('REST-7: %s opens a thread only for who has closed it', async (method) => {
    const talk = await chat.talk();
    await talk.setActive(talk.bob, false);
    // Closing it again changes nothing, nor who has closed it.
    expect((await talk.setActive(talk.alice, false)).body.closed_by).toBe(talk.bob.id);
    const refused = await talk.alice.rest(method, talk.path, { is_active: true });
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    expect(await talk.thread(talk.alice)).toMatchObject({ is_active: false, closed_by: talk.bob.id });
    expect((await talk.bob.rest(method, talk.path, { is_active: true })).body).toMatchObject({
      is_active: true,
      closed_by: null,
    });
  });

  test('REST-7: what the marketplace has closed is opened by neither participant', async () => {
    const talk = await chat.talk();
    await talk.announce({ is_active: false });
    for (const person of [talk.alice, talk.bob]) {
      expect((await talk.setActive(person, true)).status).toBe(403);
      expect(await talk.thread(person)).toMatchObject({ is_active: false, closed_by: 'marketplace' });
    }
  });

  test('REST-7: closed by both at once, a thread is closed by one of them', async () => {
    const talk = await chat.talk();
    const answers = await Promise.all([talk.setActive(talk.alice, false), talk.setActive(talk.bob, false)]);
    const { closed_by: closer } = await talk.thread(talk.alice);
    expect(answers.map(({ body }) => body.closed_by)).toEqual([closer, closer]);
  });

  test('REST-7: with an is_active that is not a boolean is bad_request naming the field', async () => {
    const talk = await chat.talk();
    const { status, body } = await talk.alice.rest('PATCH', talk.path, { is_active: 'yes' });
    expect([status, body.code, body.details[0].field]).toEqual([400, 'bad_request', 'is_active']);
  });
});
