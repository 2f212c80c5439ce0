import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../lambdas/chat/list-threads.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64url');

describe('the cursor of a list of threads', () => {
  it('comes back as it was given', () => {
    const place = { step: 490_000, atMs: 1_768_469_400_123, id: 'thread-1' };
    expect(decodeCursor(encodeCursor(place))).toEqual(place);
  });

  it.each([
    ['empty', ''],
    ['no base64', '!!!'],
    ['no JSON', base64('hello')],
    ['null', base64('null')],
    ['an object', base64('{"step":1}')],
    ['too short', base64('[1,2]')],
    ['too long', base64('[1,2,"a","b"]')],
    ['with a text for a number', base64('["1",2,"a"]')],
    ['with a fraction', base64('[1.5,2,"a"]')],
    ['with a number below zero', base64('[-1,2,"a"]')],
    ['with a number beyond all safe ones', base64('[1e300,2,"a"]')],
    ['with an empty id', base64('[1,2,""]')],
    ['with an endless id', base64(`[1,2,"${'a'.repeat(129)}"]`)],
  ])('is refused, naming the field, where it is %s', (_, cursor) => {
    expect(() => decodeCursor(cursor)).toThrow(
      expect.objectContaining({ code: 'bad_request', details: [{ field: 'cursor', message: expect.any(String) as string }] }),
    );
  });
});
