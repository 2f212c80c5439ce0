import { describe, expect, it } from 'vitest';
import { decodeFrame, errorBodyOf, jsonOf, requestIdOf, serverFrame } from '../../lambdas/gateway/frame-event.ts';
import { ChatError } from '../../protocol/errors.ts';

function fieldsOf(value: unknown): string[] {
  try {
    decodeFrame(value);
  } catch (error) {
    expect(error).toMatchObject({ code: 'bad_request' });
    return (error as ChatError).details?.map(({ field }) => field) ?? [];
  }
  throw new Error('the frame was taken');
}

describe('WS-7: what is not a frame', () => {
  it.each([[''], ['{'], ['hello'], ['{"action":}'], [undefined]])('%j is not JSON', (text) => {
    expect(jsonOf(text)).toBeUndefined();
  });

  it.each([[undefined], [null], ['text'], [1], [true], [[]], [[{ action: 'ping' }]]])(
    '%j is refused as a whole',
    (value) => {
      expect(fieldsOf(value)).toEqual(['frame']);
    },
  );

  it.each([
    [{}],
    [{ action: null }],
    [{ action: 1 }],
    [{ action: '' }],
    [{ action: 'dance' }],
    [{ action: 'PING' }],
    [{ action: ['ping'] }],
    [{ action: 'toString' }],
    [{ action: '__proto__' }],
    [{ action: 'constructor' }],
  ])('%j is refused because of its action', (value) => {
    expect(fieldsOf(value)).toEqual(['action']);
  });
});

describe('WS-7: a field of the wrong type is named', () => {
  const send = { action: 'send_message', thread_id: 't', content: 'Hello' };

  it.each([
    [{ action: 'join_thread' }, ['thread_id']],
    [{ action: 'join_thread', thread_id: 7 }, ['thread_id']],
    [{ action: 'join_thread', thread_id: '' }, ['thread_id']],
    [{ action: 'join_thread', thread_id: 'x'.repeat(129) }, ['thread_id']],
    [{ action: 'join_thread', thread_id: 'a\nb' }, ['thread_id']],
    [{ action: 'join_thread', thread_id: 't', limit: 0 }, ['limit']],
    [{ action: 'join_thread', thread_id: 't', limit: 101 }, ['limit']],
    [{ action: 'join_thread', thread_id: 't', limit: 1.5 }, ['limit']],
    [{ action: 'join_thread', thread_id: 't', limit: '5' }, ['limit']],
    [{ action: 'join_thread', thread_id: 't', after_seq: -1 }, ['after_seq']],
    [{ action: 'join_thread', thread_id: null, after_seq: 'x', limit: {} }, ['thread_id', 'after_seq', 'limit']],
    [{ ...send, content: '' }, ['content']],
    [{ ...send, content: ' \n\u0000 ' }, ['content']],
    [{ ...send, content: 'x'.repeat(4_001) }, ['content']],
    [{ ...send, content: '\ud800' }, ['content']],
    [{ ...send, metadata: [] }, ['metadata']],
    [{ ...send, metadata: { a: 'x'.repeat(4_096) } }, ['metadata']],
    [{ ...send, client_message_id: 'x'.repeat(65) }, ['client_message_id']],
    [{ ...send, after_seq: 1.5 }, ['after_seq']],
    [{ ...send, type: 5 }, ['type']],
    [{ action: 'edit_message', thread_id: 't', seq: 0, content: 'x' }, ['seq']],
    [{ action: 'mark_as_read', thread_id: 't', up_to_seq: -1 }, ['up_to_seq']],
    [{ action: 'hello', token: 5 }, ['token']],
    [{ action: 'ping', request_id: 5 }, ['request_id']],
    [{ action: 'ping', request_id: '' }, ['request_id']],
  ])('%j', (value, expected) => {
    expect(fieldsOf(value)).toEqual(expected);
  });

  it('4,000 code points are accepted, however many bytes they have', () => {
    expect(decodeFrame({ ...send, content: '😀'.repeat(4_000) })).toMatchObject({ content: '😀'.repeat(4_000) });
  });

  it('unknown fields are ignored, and so is a sender (WS-6)', () => {
    expect(decodeFrame({ ...send, sender: 'mallory', user_id: 'mallory' })).toEqual({ ...send, type: 'text' });
  });
});

describe('WS-2: the request id', () => {
  it.each([
    [{ request_id: 'r-1' }, 'r-1'],
    [{ request_id: 'r-1', action: 'nonsense' }, 'r-1'],
    [{ request_id: 7 }, undefined],
    [{ request_id: '' }, undefined],
    [{ request_id: 'x'.repeat(129) }, undefined],
    [{}, undefined],
    [null, undefined],
    ['r-1', undefined],
  ])('of %j is %j', (value, expected) => {
    expect(requestIdOf(value)).toBe(expected);
  });

  it('is in a reply only if the request had one', () => {
    expect(serverFrame('ok', {}, 'r-1')).toEqual({ event: 'ok', request_id: 'r-1', data: {} });
    expect(serverFrame('ok', {}, undefined)).toEqual({ event: 'ok', data: {} });
  });
});

describe('WS-4: an error as the client sees it', () => {
  it('has code and message, and details and retry_after_ms if there are any', () => {
    expect(errorBodyOf(new ChatError('forbidden', 'no'))).toEqual({ code: 'forbidden', message: 'no' });
    const details = [{ field: 'content', message: 'too long' }];
    expect(errorBodyOf(new ChatError('bad_request', 'no', { details }))).toEqual({
      code: 'bad_request',
      message: 'no',
      details,
    });
    expect(errorBodyOf(new ChatError('rate_limited', 'no', { retryAfterMs: 5 }))).toEqual({
      code: 'rate_limited',
      message: 'no',
      retry_after_ms: 5,
    });
  });

  it.each([[new TypeError('secret')], ['secret'], [null], [undefined], [{ code: 'forbidden', message: 'secret' }]])(
    'is internal and reveals nothing for %s',
    (error) => {
      expect(errorBodyOf(error)).toEqual({ code: 'internal', message: 'Internal error' });
    },
  );
});
