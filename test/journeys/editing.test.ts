import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk, newTalk, Person } from '../support/people.ts';

const editWindowMs = 4_000;

let app: LocalApp;
beforeAll(async () => (app = await startApp({ CHAT_EDIT_WINDOW: `${editWindowMs}ms`, CHAT_MAX_CONNECTIONS: '3' })));
afterAll(() => app.stop());

/** Alice has sent two messages, Bob has read none. */
async function talkOfTwo() {
  const talk = await joinedTalk(app);
  for (const content of ['first', 'second'])
    await talk.atAlice.request('send_message', { thread_id: talk.threadId, content });
  const change = (action: string, seq: number, content?: string) =>
    talk.atAlice.request(action, { thread_id: talk.threadId, seq, ...(content === undefined ? {} : { content }) });
  return { ...talk, change };
}

describe('WS-13: edit and delete', () => {
  test('WS-13: its sender edits a message: content and edited_at change, nothing else', async () => {
    const { threadId, atBob, change } = await talkOfTwo();
    const before = (await atBob.event('new_message', (message) => message.seq === 1)).data;
    const { event, data } = await change('edit_message', 1, '  changed ');
    expect([event, data]).toEqual([
      'message_edited',
      { ...before, content: 'changed', edited_at: expect.stringMatching(/\.\d{3}Z$/) },
    ]);
    expect((await atBob.event('message_edited')).data).toEqual(data);
    expect(data.thread_id).toBe(threadId);
  });

  test('WS-13: its sender deletes a message: it keeps its seq, with content empty; no count changes', async () => {
    const { alice, bob, threadId, atBob, change } = await talkOfTwo();
    const { event, data } = await change('delete_message', 1);
    expect([event, data]).toEqual([
      'message_deleted',
      expect.objectContaining({ seq: 1, content: '', deleted_at: expect.any(String) }),
    ]);
    expect((await atBob.event('message_deleted')).data).toEqual(data);
    const { results } = await alice.get(`/threads/${threadId}/messages/`);
    expect(results).toMatchObject([data, { seq: 2, content: 'second', deleted_at: null }]);
    expect(await bob.unreadCount()).toBe(2);
    expect((await atBob.request('mark_as_read', { thread_id: threadId })).data.count).toBe(2);
  });

  test('section 1: last_message is as it is now: edited, or empty when deleted', async () => {
    const { bob, threadId, change } = await talkOfTwo();
    const last = async () => (await bob.get('/threads/')).results[0].last_message;
    await change('edit_message', 2, 'changed');
    expect(await last()).toMatchObject({ seq: 2, preview: 'changed' });
    await change('edit_message', 1, 'not the last');
    expect(await last()).toMatchObject({ seq: 2, preview: 'changed' });
    await change('delete_message', 2);
    expect(await last()).toMatchObject({ seq: 2, preview: '' });
    expect((await bob.get(`/threads/${threadId}/`)).last_message).toEqual(await last());
  });

  test('WS-13: only its sender: the other one gets forbidden', async () => {
    const { bob, threadId, atBob } = await talkOfTwo();
    expect((await atBob.request('edit_message', { thread_id: threadId, seq: 1, content: 'x' })).data.code).toBe(
      'forbidden',
    );
    expect((await atBob.request('delete_message', { thread_id: threadId, seq: 1 })).data.code).toBe('forbidden');
    for (const [method, body] of [
      ['PATCH', { content: 'x' }],
      ['DELETE', undefined],
    ] as const) {
      const { status, body: problem } = await bob.rest(method, `/threads/${threadId}/messages/1/`, body);
      expect([status, problem.code]).toEqual([403, 'forbidden']);
    }
    expect((await bob.get(`/threads/${threadId}/messages/`)).results[0]).toMatchObject({
      content: 'first',
      edited_at: null,
      deleted_at: null,
    });
  });

  test('WS-13: only text: a message of the marketplace is forbidden to both', async () => {
    const { threadId, atAlice, atBob } = await talkOfTwo();
    await app.invoke('system-message', { event_id: `e-${threadId}`, event: 'hire', thread_id: threadId });
    for (const at of [atAlice, atBob]) {
      expect((await at.request('edit_message', { thread_id: threadId, seq: 3, content: 'x' })).data.code).toBe(
        'forbidden',
      );
      expect((await at.request('delete_message', { thread_id: threadId, seq: 3 })).data.code).toBe('forbidden');
    }
  });

  test('WS-4: a message that does not exist is not_found', async () => {
    const { alice, threadId, change } = await talkOfTwo();
    expect((await change('edit_message', 3, 'x')).data.code).toBe('not_found');
    expect((await change('delete_message', 3)).data.code).toBe('not_found');
    expect((await alice.rest('DELETE', `/threads/${threadId}/messages/3/`)).body.code).toBe('not_found');
    expect((await alice.rest('GET', `/threads/${threadId}/messages/3/reads/`)).body.code).toBe('not_found');
  });

  test('WS-13: within CHAT_EDIT_WINDOW; after it forbidden', async () => {
    const { alice, threadId, change } = await talkOfTwo();
    expect((await change('edit_message', 1, 'in time')).event).toBe('message_edited');
    // The window is a time: there is nothing else to wait for.
    await sleep(editWindowMs + 50);
    expect((await change('edit_message', 1, 'late')).data.code).toBe('forbidden');
    expect((await change('delete_message', 2)).data.code).toBe('forbidden');
    expect((await alice.rest('PATCH', `/threads/${threadId}/messages/1/`, { content: 'late' })).status).toBe(403);
    const { results } = await alice.get(`/threads/${threadId}/messages/`);
    expect(results.map((message: { content: string }) => message.content)).toEqual(['in time', 'second']);
  });

  test('WS-13: edits that cross leave one of them, and everybody sees the same', async () => {
    const { alice, bob, threadId, atBob, change } = await talkOfTwo();
    await Promise.all(['a', 'b', 'c', 'd'].map((content) => change('edit_message', 2, content)));
    await atBob.settled();
    const [forAlice, forBob] = await Promise.all(
      [alice, bob].map((person) => person.get(`/threads/${threadId}/messages/`)),
    );
    expect(forAlice).toEqual(forBob);
    expect((await alice.get(`/threads/${threadId}/`)).last_message.preview).toBe(forAlice.results[1].content);
  });
});

describe('WS-17: connections of a user', () => {
  test('WS-17: one more than CHAT_MAX_CONNECTIONS closes the oldest', async () => {
    const { alice, bob, threadId } = await newTalk(app);
    const other = await bob.join(threadId);
    const devices = [await alice.open(), await alice.open(), await alice.open()];
    for (const device of devices) expect((await device.request('ping')).event).toBe('pong');
    const fourth = await alice.join(threadId);
    await devices[0]!.untilClosed();
    for (const device of [devices[1]!, devices[2]!, fourth, other])
      expect((await device.request('ping')).event).toBe('pong');
    await fourth.close();
    await other.event('user_left');
    const fifth = await alice.open();
    for (const device of [devices[1]!, devices[2]!, fifth]) expect((await device.request('ping')).event).toBe('pong');
  });

  test('WS-17: the room of the closed one is left', async () => {
    const { alice, threadId, atAlice, atBob } = await joinedTalk(app);
    await alice.open();
    await alice.open();
    expect(await atBob.settled('user_left')).toEqual([]);
    await alice.open();
    await atAlice.untilClosed();
    expect((await atBob.event('user_left')).data).toEqual({ thread_id: threadId, user_id: alice.id, user: 'Alice' });
  });
});

test('section 3: a change of the name in the token shows in new threads and messages', async () => {
  const alice = await Person.create(app, 'Alice');
  const bob = await Person.create(app, 'Bob');
  const { body } = await alice.rest('POST', '/threads/', { client: alice.named, freelancer: bob.named });
  const renamed = await app.token(alice.id, { username: 'Alicia' });
  const sent = await app.rest(renamed, 'POST', `/threads/${body.id}/messages/`, { content: 'x' });
  expect(sent.body.sender).toEqual({ id: alice.id, username: 'Alicia' });
  expect((await bob.get(`/threads/${body.id}/`)).client.username).toBe('Alicia');
});
