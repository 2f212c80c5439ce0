import { describe, expect, test } from 'vitest';
import { badFrames } from '../support/bad-frames.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

describe('frames and replies', () => {
  test('WS-2: a reply carries the request_id of its request; nothing else does', async () => {
    const talk = await chat.joinedTalk();
    await talk.send(talk.atAlice);
    talk.atAlice.send({ action: 'ping' });
    expect((await talk.atAlice.until((frame) => frame.event === 'pong')).request_id).toBeUndefined();
    for (const push of await talk.atBob.received()) expect(Object.keys(push).sort()).toEqual(['data', 'event']);
  });

  test('WS-2: the requesting connection gets the reply, not the push beside it', async () => {
    const talk = await chat.joinedTalk();
    const change = (action: string, fields = {}) =>
      talk.atAlice.request(action, { thread_id: talk.threadId, seq: 1, ...fields });
    await talk.send(talk.atAlice, 'one');
    await change('edit_message', { content: 'two' });
    await change('delete_message');
    await talk.send(talk.atBob, 'three');
    await change('mark_as_read');
    await talk.atAlice.received();
    const events = talk.atAlice.frames.map(({ event, request_id: id }) => [event, id !== undefined]);
    expect(events).toEqual([
      ['new_message', true],
      ['message_edited', true],
      ['message_deleted', true],
      ['new_message', false],
      ['messages_read', true],
      ['pong', true],
    ]);
  });

  test('WS-2: a reply and the push beside it have the same data', async () => {
    const talk = await chat.joinedTalk();
    const { data } = await talk.send(talk.atAlice);
    expect((await talk.atBob.event('new_message')).data).toEqual(data);
  });

  test.each(['typing_start', 'typing_stop'] as const)(
    'WS-4: %s without a request_id is answered only if it fails',
    async (action) => {
      const talk = await chat.joinedTalk();
      talk.atAlice.send({ action, thread_id: talk.threadId });
      await talk.atBob.event(action);
      talk.atAlice.send({ action, thread_id: 'none' });
      await talk.atAlice.until(({ event, data }) => event === 'error' && data.code === 'not_found');
      talk.atAlice.send({ action });
      await talk.atAlice.until(({ event, data }) => event === 'error' && data.code === 'bad_request');
      await talk.atAlice.received();
      expect(talk.atAlice.frames.map(({ event }) => event)).toEqual(['error', 'error', 'pong']);
    },
  );

  test('WS-2: every action is answered by its own event', async () => {
    const talk = await chat.joinedTalk();
    const thread = { thread_id: talk.threadId };
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
    for (const [action, fields, event] of steps) {
      expect((await talk.atAlice.request(action, fields)).event, action).toBe(event);
    }
    expect((await talk.atAlice.request('ping')).data).toEqual({ server_time: expect.stringMatching(/\.\d{3}Z$/) });
    expect((await talk.atAlice.request('leave_thread', thread)).data).toEqual(thread);
  });
});

describe('the first frame', () => {
  test('WS-3: connection_confirmed answers hello with the user, the connection and the time of the server', async () => {
    const { frames } = await (await chat.person('Dora')).connect();
    expect(frames).toMatchObject([{ event: 'connection_confirmed' }]);
    expect(frames[0]!.data).toEqual({
      user: { id: expect.stringMatching(/^dora-/), username: 'Dora' },
      connection_id: expect.stringMatching(/^.{1,128}$/),
      server_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(Math.abs(Date.parse(frames[0]!.data.server_time) - chat.nowMs())).toBeLessThan(60_000);
  });
});

describe('bad input', () => {
  test('WS-4, WS-7: each bad frame gets bad_request naming the field, the socket stays open, nothing is written', async () => {
    const talk = await chat.joinedTalk();
    const before = await talk.thread(talk.alice);
    for (const [what, frame, fields] of badFrames(talk.threadId)) {
      const { length } = talk.atAlice.frames;
      talk.atAlice.send(frame);
      const { event, data } = (await talk.atAlice.untilCount(length + 1, () => true))[length]!;
      expect([event, data.code], what).toEqual(['error', 'bad_request']);
      expect(data.details.map((detail: { field: string }) => detail.field).sort(), what).toEqual(fields);
      for (const field of fields) expect(data.message, what).toContain(field);
      expect(JSON.stringify(data), what).not.toMatch(/\bat .*\.(m?js|ts)\b|node_modules/);
    }
    expect((await talk.atAlice.request('ping')).event).toBe('pong');
    expect(await talk.thread(talk.alice)).toEqual(before);
  });

  test('WS-4: a refusal carries the request_id as well', async () => {
    const device = await (await chat.person('Alice')).connect();
    expect(await device.request('shout')).toMatchObject({ event: 'error', data: { code: 'bad_request' } });
  });

  test('WS-7: unknown fields are ignored', async () => {
    const talk = await chat.joinedTalk();
    const { event, data } = await talk.send(talk.atAlice, 'x', { seq: 99, colour: 'red' });
    expect([event, data.seq]).toEqual(['new_message', 1]);
    expect(data).not.toHaveProperty('colour');
  });
});
