import { describe, expect, test } from 'vitest';
import { ChatError } from '../../protocol/errors.ts';
import { replyOf, serverEvents } from '../../protocol/events.ts';
import { frames } from '../../protocol/docs/examples.ts';
import { actions, clientFrames, type Action } from '../../protocol/frames.ts';
import { parse } from '../../protocol/parse.ts';

/** The fields that a refusal of the frame names. */
function badFields(action: Action, fields: object): string[] {
  try {
    parse(clientFrames[action], { action, ...fields }, 'frame');
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ChatError);
    expect(error).toMatchObject({ code: 'bad_request' });
    return (error as ChatError).details?.map((detail) => detail.field) ?? [];
  }
}

describe('every action', () => {
  test('has a reply that the server can send', () => {
    expect(Object.keys(replyOf)).toEqual(actions);
    for (const event of Object.values(replyOf)) expect(serverEvents).toHaveProperty(event);
  });

  test.each(actions)('%s: the example is accepted', (action) => {
    expect(parse(clientFrames[action], frames[action])).toMatchObject(frames[action]);
  });

  test.each(actions)('WS-7: %s ignores unknown fields', (action) => {
    const frame = parse(clientFrames[action], { ...frames[action], unknown: 1, __proto__: null });
    expect(frame).not.toHaveProperty('unknown');
  });

  test.each(actions)('WS-7: %s names each field of a wrong type', (action) => {
    const { action: _action, ...fields } = clientFrames[action].shape;
    const wrong = Object.fromEntries(Object.keys(fields).map((field) => [field, [null]]));
    const named = badFields(action, wrong).map((field) => field.split('.')[0]);
    expect(named.sort()).toEqual(Object.keys(fields).sort());
  });

  test.each(actions)('WS-7: %s names each field that is missing', (action) => {
    const { action: _action, ...fields } = clientFrames[action].shape;
    const required = Object.keys(fields).filter(
      (field) => !fields[field as keyof typeof fields].safeParse(undefined).success,
    );
    expect(badFields(action, {})).toEqual(required);
  });

  test.each([[null], ['text'], [[]], [1]])('WS-7: a frame that is %j is refused as a whole', (value) => {
    expect(() => parse(clientFrames.ping, value, 'frame')).toThrow('frame: must be an object');
  });
});

describe('send_message', () => {
  const send = { action: 'send_message', thread_id: 't', content: 'hi ' };

  test('is text unless another type is named', () => {
    expect(parse(clientFrames.send_message, send)).toEqual({ ...send, content: 'hi', type: 'text' });
  });

  test('WS-12: another type passes the schema, so that it is `forbidden` and not `bad_request`', () => {
    expect(parse(clientFrames.send_message, { ...send, type: 'system' }).type).toBe('system');
  });

  test('WS-6: a sender named in the frame is ignored', () => {
    const frame = parse(clientFrames.send_message, { ...send, sender: { id: 'eve' }, sender_id: 'eve', user: 'eve' });
    expect(frame).toEqual({ ...send, content: 'hi', type: 'text' });
  });

  test('WS-12: a field that is too long is `bad_request`, naming it', () => {
    const long = { content: 'a'.repeat(4_001), client_message_id: 'a'.repeat(65), metadata: { a: 'a'.repeat(4_096) } };
    expect(badFields('send_message', { thread_id: 'a'.repeat(129), ...long }).sort()).toEqual(
      ['thread_id', 'content', 'client_message_id', 'metadata'].sort(),
    );
  });

  test('WS-12: metadata with a key __proto__ inside an object is kept as it is', () => {
    const frame = parse(
      clientFrames.send_message,
      JSON.parse('{"action":"send_message","thread_id":"t","content":"a","metadata":{"a":{"__proto__":1}}}'),
    );
    expect(JSON.stringify(frame.metadata)).toBe('{"a":{"__proto__":1}}');
  });
});

describe('limits of frames', () => {
  test.each([[0], [101], [-1], [1.5], ['50']])('WS-8: join_thread with limit %j is `bad_request`', (limit) => {
    expect(badFields('join_thread', { thread_id: 't', limit })).toEqual(['limit']);
  });

  test.each([[0], [1.5], ['1'], [2 ** 53]])('edit_message with seq %j is `bad_request`', (seq) => {
    expect(badFields('edit_message', { thread_id: 't', content: 'a', seq })).toEqual(['seq']);
  });

  test('WS-11: mark_as_read accepts any seq from 0', () => {
    expect(badFields('mark_as_read', { thread_id: 't', up_to_seq: 0 })).toEqual([]);
    expect(badFields('mark_as_read', { thread_id: 't', up_to_seq: -1 })).toEqual(['up_to_seq']);
  });
});
