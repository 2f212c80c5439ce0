import { describe, expect, it } from 'vitest';
import type { ServerFrame } from '../../protocol/events.ts';
import { withNewNames, withOldNames } from '../../lambdas/socket-io/old-names.ts';

describe('SIO-3: fields of a client', () => {
  it.each([
    [
      { message: 'a', message_type: 'text' },
      { content: 'a', type: 'text' },
    ],
    [{ message: 'a', content: 'b' }, { content: 'b' }],
    [{ thread_id: 123 }, { thread_id: '123' }],
    [
      { thread_id: 'x', limit: 5 },
      { thread_id: 'x', limit: 5 },
    ],
  ])('%j have the names of today', (fields, named) => {
    expect(withNewNames(fields)).toEqual(named);
  });
});

describe('SIO-3: data of the server', () => {
  const message = { id: 'm', thread_id: '123', content: 'a', type: 'text' };
  const named = { ...message, thread_id: 123, message: 'a', message_type: 'text' };
  const data = (event: string, given: object) => withOldNames({ event, data: given } as ServerFrame);

  it.each(['new_message', 'message_edited', 'message_deleted', 'message_updated'])('%s: the message', (event) => {
    expect(data(event, message)).toEqual(named);
  });

  it('thread_joined: the thread, its messages, and its id', () => {
    const joined = data('thread_joined', { thread: { id: '123' }, messages: [message], has_more: false, members: [] });
    expect(joined).toEqual({
      thread_id: 123,
      thread: { id: 123 },
      messages: [named],
      has_more: false,
      members: [],
    });
  });

  it('IM-4: ids of imported threads are numbers, all others are texts', () => {
    const sent = (id: string) => (data('typing_start', { thread_id: id }) as { thread_id: unknown }).thread_id;
    expect(['123', '0', '0123', '1e3', '-1', '', '12345678901234567890', 'Ab_1'].map(sent)).toEqual([
      123,
      0,
      '0123',
      '1e3',
      '-1',
      '',
      '12345678901234567890',
      'Ab_1',
    ]);
    expect(data('thread_updated', { thread: { id: '7' } })).toEqual({ thread: { id: 7 } });
  });

  it('without a thread nothing changes', () => {
    expect(data('pong', { server_time: 'now' })).toEqual({ server_time: 'now' });
  });
});
