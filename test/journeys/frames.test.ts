import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { badFrames } from '../support/bad-frames.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk, newTalk, Person } from '../support/people.ts';
import type { TestSocket } from '../support/socket.ts';

let app: LocalApp;
beforeAll(async () => (app = await startApp({ CHAT_RATE_LIMIT: 'off' })));
afterAll(() => app.stop());

/** Sends a frame as it stands and gives the next frame that comes. */
async function answerTo(socket: TestSocket, frame: unknown) {
  const { length } = socket.frames;
  socket.send(frame);
  return socket.until((one) => socket.frames.indexOf(one) >= length);
}

describe('WS-2: frames and replies', () => {
  test('WS-2: a reply carries the request_id of its request; nothing else does', async () => {
    const { threadId, atAlice, atBob } = await joinedTalk(app);
    await atAlice.request('send_message', { thread_id: threadId, content: 'one' });
    atAlice.send({ action: 'typing_start', thread_id: threadId });
    await atBob.event('typing_start');
    expect((await atAlice.until((frame) => frame.event === 'ok')).request_id).toBeUndefined();
    for (const push of await atBob.settled()) expect(Object.keys(push).sort()).toEqual(['data', 'event']);
  });

  test('WS-2: the requesting connection gets the reply alone, not the push beside it', async () => {
    const { threadId, atAlice, atBob } = await joinedTalk(app);
    await atAlice.settled();
    const { length } = atAlice.frames;
    const sent = await atAlice.request('send_message', { thread_id: threadId, content: 'one' });
    await atAlice.request('edit_message', { thread_id: threadId, seq: sent.data.seq, content: 'two' });
    await atAlice.request('delete_message', { thread_id: threadId, seq: sent.data.seq });
    await atBob.request('send_message', { thread_id: threadId, content: 'three' });
    await atAlice.request('mark_as_read', { thread_id: threadId });
    await atAlice.settled();
    const events = atAlice.frames.slice(length).map(({ event, request_id: id }) => [event, id !== undefined]);
    expect(events).toEqual([
      ['new_message', true],
      ['message_edited', true],
      ['message_deleted', true],
      ['new_message', false],
      ['messages_read', true],
      ['pong', true],
    ]);
  });

  test('WS-2: a reply and the pushes beside it tell the same', async () => {
    const { threadId, atAlice, atBob } = await joinedTalk(app);
    const { data } = await atAlice.request('send_message', { thread_id: threadId, content: 'one' });
    expect((await atBob.event('new_message')).data).toEqual(data);
  });

  test('WS-2: every action is answered by its own event', async () => {
    const { threadId, atAlice } = await joinedTalk(app);
    const thread = { thread_id: threadId };
    const steps: [string, object, string][] = [
      ['hello', {}, 'connection_confirmed'],
      ['join_thread', thread, 'thread_joined'],
      ['send_message', { ...thread, content: 'hi' }, 'new_message'],
      ['typing_start', thread, 'ok'],
      ['typing_stop', thread, 'ok'],
      ['mark_as_read', thread, 'messages_read'],
      ['edit_message', { ...thread, seq: 1, content: 'ho' }, 'message_edited'],
      ['delete_message', { ...thread, seq: 1 }, 'message_deleted'],
      ['ping', {}, 'pong'],
      ['leave_thread', thread, 'thread_left'],
    ];
    for (const [action, fields, event] of steps)
      expect((await atAlice.request(action, fields)).event, action).toBe(event);
    expect((await atAlice.request('ping')).data).toEqual({ server_time: expect.stringMatching(/\.\d{3}Z$/) });
    expect((await atAlice.request('leave_thread', thread)).data).toEqual(thread);
  });
});

describe('WS-4, WS-7: bad input of every kind', () => {
  test('WS-4, WS-7: each gets bad_request naming the field, the socket stays open, nothing is written', async () => {
    const { threadId, atAlice } = await joinedTalk(app);
    const stats = await app.stats(async () => {
      for (const [what, frame, fields] of badFrames(threadId)) {
        const { event, data } = await answerTo(atAlice, frame);
        expect([event, data.code], what).toEqual(['error', 'bad_request']);
        expect(data.details.map((detail: { field: string }) => detail.field).sort(), what).toEqual(fields);
        for (const field of fields) expect(data.message, what).toContain(field);
        expect(JSON.stringify(data), what).not.toMatch(/\bat .*\.(m?js|ts)\b|node_modules/);
      }
    });
    expect((await atAlice.request('ping')).event).toBe('pong');
    expect(stats.dynamodb.write_units).toBe(0);
    expect(stats.lambda.errors).toBe(0);
  });

  test('WS-7: unknown fields are ignored', async () => {
    const { threadId, atAlice } = await joinedTalk(app);
    const { event, data } = await atAlice.request('send_message', {
      thread_id: threadId,
      content: 'x',
      seq: 99,
      colour: 'red',
    });
    expect([event, data.seq]).toEqual(['new_message', 1]);
    expect(data).not.toHaveProperty('colour');
  });

  test('WS-4: a refusal carries the request_id as well', async () => {
    const { atAlice } = await joinedTalk(app);
    expect(await atAlice.request('shout')).toMatchObject({ event: 'error', data: { code: 'bad_request' } });
  });

  test('WS-4: binary frames, and frames over 32 KB, are what the gateway closes on', async () => {
    const { alice } = await newTalk(app);
    const binary = await alice.open();
    binary.raw.send(Buffer.from(JSON.stringify({ action: 'ping' })));
    expect((await binary.untilClosed()).code).toBe(1003);
    const large = await alice.open();
    large.send({ action: 'ping', padding: 'x'.repeat(32 * 1024) });
    expect((await large.untilClosed()).code).toBe(1009);
  });
});

describe('WS-5: whoever is no participant', () => {
  test('WS-5: gets not_found for a thread, the same as for one that does not exist', async () => {
    const { alice, threadId, atAlice, atBob } = await joinedTalk(app);
    await atAlice.request('send_message', { thread_id: threadId, content: 'between us' });
    const mallory = await (await Person.create(app, 'Mallory')).open();
    const actions: [string, object][] = [
      ['join_thread', {}],
      ['join_thread', { after_seq: 0 }],
      ['leave_thread', {}],
      ['send_message', { content: 'x' }],
      ['send_message', { content: 'x', client_message_id: 'm', after_seq: 0 }],
      ['typing_start', {}],
      ['typing_stop', {}],
      ['mark_as_read', {}],
      ['edit_message', { seq: 1, content: 'x' }],
      ['delete_message', { seq: 1 }],
    ];
    for (const [action, fields] of actions) {
      const foreign = await mallory.request(action, { thread_id: threadId, ...fields });
      const missing = await mallory.request(action, { thread_id: 'nowhere', ...fields });
      expect(foreign.data, action).toEqual(missing.data);
      expect([foreign.event, foreign.data.code], action).toEqual(['error', 'not_found']);
    }
    await atAlice.request('send_message', { thread_id: threadId, content: 'still between us' });
    expect(await mallory.settled()).toEqual([]);
    const seen = (await atBob.settled()).map(({ event }) => event);
    expect(seen).toEqual(['new_message', 'new_message']);
    expect(await alice.get(`/threads/${threadId}/messages/`)).toMatchObject({
      results: [
        { seq: 1, is_read: false },
        { seq: 2, is_read: false },
      ],
    });
  });

  test('WS-5: at REST too', async () => {
    const { alice, threadId } = await newTalk(app);
    await alice.rest('POST', `/threads/${threadId}/messages/`, { content: 'between us' });
    const mallory = await Person.create(app, 'Mallory');
    const requests: [string, string, object?][] = [
      ['GET', ''],
      ['PUT', '', { is_active: false }],
      ['PATCH', '', { is_active: false }],
      ['DELETE', ''],
      ['GET', 'messages/'],
      ['POST', 'messages/', { content: 'x' }],
      ['PATCH', 'messages/1/', { content: 'x' }],
      ['DELETE', 'messages/1/'],
      ['GET', 'messages/1/reads/'],
      ['POST', 'mark-read/', {}],
    ];
    for (const [method, path, body] of requests) {
      const foreign = await mallory.rest(method, `/threads/${threadId}/${path}`, body);
      const missing = await mallory.rest(method, `/threads/nowhere/${path}`, body);
      expect([foreign.status, foreign.body.code], `${method} ${path}`).toEqual([404, 'not_found']);
      expect(foreign.body, `${method} ${path}`).toEqual(missing.body);
    }
    const { client, freelancer } = await alice.get(`/threads/${threadId}/`);
    const query = `client=${client.id}&freelancer=${freelancer.id}`;
    expect((await mallory.rest('GET', `/threads/by-participants/?${query}`)).status).toBe(404);
    expect(await alice.get(`/threads/${threadId}/`)).toMatchObject({ is_active: true, last_seq: 1 });
  });
});
