import { describe, expect, test } from 'vitest';
import type { JoinedTalk } from '../support/people.ts';
import type { Device } from '../support/device.ts';
import { setUpChat } from './driver/chat.ts';

const editWindowMs = 4_000;
const chat = setUpChat({ CHAT_EDIT_WINDOW: `${editWindowMs}ms` });

/** Alice has sent two messages, which Bob has not read. */
async function talkOfTwo(): Promise<JoinedTalk> {
  const talk = await chat.joinedTalk();
  await talk.say(talk.alice, 'first', { client_message_id: 'c-1', metadata: { a: 1 } });
  await talk.say(talk.alice, 'second');
  return talk;
}

const edit = (device: Device, { threadId: thread_id }: JoinedTalk, seq: number, content: string) =>
  device.request('edit_message', { thread_id, seq, content });
const remove = (device: Device, { threadId: thread_id }: JoinedTalk, seq: number) =>
  device.request('delete_message', { thread_id, seq });

describe('edit_message', () => {
  test('WS-13: changes content and edited_at and nothing else, for both', async () => {
    const talk = await talkOfTwo();
    const [before] = await talk.messages();
    const { event, data } = await edit(talk.atAlice, talk, 1, '\nchanged ');
    expect(event).toBe('message_edited');
    expect(data).toEqual({ ...before, revision: 1, content: 'changed', edited_at: expect.stringMatching(/\.\d{3}Z$/) });
    expect((await talk.atBob.event('message_edited')).data).toEqual(data);
    for (const person of [talk.alice, talk.bob]) expect((await talk.messages(person))[0]).toEqual(data);
  });

  test('WS-13: of two at once leaves one of them, in the message and in the thread, for both', async () => {
    const talk = await talkOfTwo();
    await Promise.all(['a', 'b', 'c', 'd'].map((content) => edit(talk.atAlice, talk, 2, content)));
    const [forAlice, forBob] = await Promise.all([talk.messages(talk.alice), talk.messages(talk.bob)]);
    expect(forAlice).toEqual(forBob);
    expect(['a', 'b', 'c', 'd']).toContain(forAlice[1]!.content);
    expect((await talk.thread(talk.alice)).last_message?.preview).toBe(forAlice[1]!.content);
  });

  test('WS-13: of another revision than the current one is conflict, with the message as it is', async () => {
    const talk = await talkOfTwo();
    const fields = { thread_id: talk.threadId, seq: 1 };
    const { data: current } = await edit(talk.atAlice, talk, 1, 'changed');
    const stale = await talk.atAlice.request('edit_message', { ...fields, content: 'later', revision: 0 });
    const details = [{ field: 'revision', message: expect.any(String), current }];
    expect(stale.data).toMatchObject({ code: 'conflict', details });
    const path = `${talk.path}messages/1/`;
    const problem = await talk.alice.rest('PATCH', path, { content: 'later', revision: 2 });
    expect([problem.status, problem.body]).toMatchObject([409, { code: 'conflict', details }]);
    expect((await talk.messages())[0]).toEqual(current);
    const edited = await talk.alice.rest('PATCH', path, { content: 'later', revision: 1 });
    expect(edited.body).toMatchObject({ content: 'later', revision: 2 });
  });

  test('WS-13: that is repeated is answered, although its revision is that of before its first attempt', async () => {
    const talk = await talkOfTwo();
    const fields = { thread_id: talk.threadId, seq: 1, content: 'changed', revision: 0 };
    const { data } = await talk.atAlice.request('edit_message', fields);
    expect((await talk.atAlice.request('edit_message', fields)).data).toEqual(data);
  });

  test('WS-13: of a revision that is no whole number from 0 is bad_request naming it', async () => {
    const talk = await talkOfTwo();
    for (const revision of [-1, 0.5, '0', null]) {
      const { data } = await talk.atAlice.request('edit_message', {
        thread_id: talk.threadId,
        seq: 1,
        content: 'x',
        revision,
      });
      expect(data).toMatchObject({ code: 'bad_request', details: [{ field: 'revision' }] });
    }
  });

  test('WS-13: does not hide a message that is sent at the same time', async () => {
    const talk = await talkOfTwo();
    await Promise.all([edit(talk.atAlice, talk, 2, 'changed'), talk.say(talk.bob, 'newer')]);
    expect((await talk.thread(talk.alice)).last_message).toMatchObject({ seq: 3, preview: 'newer' });
  });
});

describe('delete_message', () => {
  test('WS-13: empties the message, which keeps its seq; no count changes', async () => {
    const talk = await talkOfTwo();
    const { event, data } = await remove(talk.atAlice, talk, 1);
    expect([event, data]).toMatchObject([
      'message_deleted',
      { seq: 1, content: '', metadata: null, deleted_at: expect.any(String) },
    ]);
    expect((await talk.atBob.event('message_deleted')).data).toEqual(data);
    expect(await talk.messages()).toMatchObject([data, { seq: 2, content: 'second', deleted_at: null }]);
    expect(await talk.bob.unreadCount()).toBe(2);
    expect((await talk.read(talk.bob)).body.count).toBe(2);
  });

  test('WS-13: repeated returns the same message', async () => {
    const talk = await talkOfTwo();
    const { data } = await remove(talk.atAlice, talk, 1);
    await chat.wait(5);
    expect((await remove(talk.atAlice, talk, 1)).data).toEqual(data);
  });
});

test('OBJ-3: last_message of the thread is the last one as it is now: edited, or empty if deleted', async () => {
  const talk = await talkOfTwo();
  const last = async () => (await talk.thread(talk.bob)).last_message;
  await edit(talk.atAlice, talk, 2, 'changed');
  expect(await last()).toMatchObject({ seq: 2, preview: 'changed' });
  await edit(talk.atAlice, talk, 1, 'not the last');
  expect(await last()).toMatchObject({ seq: 2, preview: 'changed' });
  await remove(talk.atAlice, talk, 2);
  expect(await last()).toMatchObject({ seq: 2, preview: '' });
  expect((await talk.bob.get('/threads/')).results[0].last_message).toEqual(await last());
});

describe('a change that is refused', () => {
  test('WS-13: by the other participant is forbidden and changes nothing', async () => {
    const talk = await talkOfTwo();
    const before = await talk.messages();
    for (const reply of [await edit(talk.atBob, talk, 1, 'x'), await remove(talk.atBob, talk, 1)]) {
      expect(reply.data.code).toBe('forbidden');
    }
    for (const [method, body] of [
      ['PATCH', { content: 'x' }],
      ['DELETE', undefined],
    ] as const) {
      const { status, body: problem } = await talk.bob.rest(method, `${talk.path}messages/1/`, body);
      expect([status, problem.code]).toEqual([403, 'forbidden']);
    }
    expect(await talk.messages()).toEqual(before);
  });

  test('WS-13: of a message of the marketplace is forbidden to both', async () => {
    const talk = await talkOfTwo();
    await talk.announce();
    for (const device of [talk.atAlice, talk.atBob]) {
      expect((await edit(device, talk, 3, 'x')).data.code).toBe('forbidden');
      expect((await remove(device, talk, 3)).data.code).toBe('forbidden');
    }
  });

  test('WS-13: of a message that does not exist is not_found', async () => {
    const talk = await talkOfTwo();
    expect((await edit(talk.atAlice, talk, 3, 'x')).data.code).toBe('not_found');
    expect((await remove(talk.atAlice, talk, 3)).data.code).toBe('not_found');
    expect((await talk.alice.rest('DELETE', `${talk.path}messages/3/`)).body.code).toBe('not_found');
  });

  test('WS-13: after CHAT_EDIT_WINDOW is forbidden', async () => {
    const talk = await talkOfTwo();
    expect((await edit(talk.atAlice, talk, 1, 'in time')).event).toBe('message_edited');
    await chat.wait(editWindowMs + 50);
    expect((await edit(talk.atAlice, talk, 1, 'late')).data.code).toBe('forbidden');
    expect((await remove(talk.atAlice, talk, 2)).data.code).toBe('forbidden');
    expect((await talk.alice.rest('PATCH', `${talk.path}messages/1/`, { content: 'late' })).status).toBe(403);
    expect((await talk.messages()).map(({ content }) => content)).toEqual(['in time', 'second']);
  });
});

test('REST-11: PATCH and DELETE /threads/{id}/messages/{seq}/: return the changed message with 200', async () => {
  const talk = await talkOfTwo();
  const edited = await talk.alice.rest('PATCH', `${talk.path}messages/1/`, { content: 'changed' });
  const deleted = await talk.alice.rest('DELETE', `${talk.path}messages/2/`);
  expect([edited.status, deleted.status]).toEqual([200, 200]);
  expect(edited.body).toMatchObject({ seq: 1, content: 'changed', edited_at: expect.any(String) });
  expect(deleted.body).toMatchObject({ seq: 2, content: '', deleted_at: expect.any(String) });
  expect(await talk.messages(talk.bob)).toEqual([edited.body, deleted.body]);
  for (const seq of ['0', 'x', '1.5']) {
    expect([400, 404]).toContain((await talk.alice.rest('DELETE', `${talk.path}messages/${seq}/`)).status);
  }
});
