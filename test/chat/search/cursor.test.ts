import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from '../../../lambdas/chat/search/cursor.ts';
import { packVisited, unpackVisited } from '../../../lambdas/chat/search/visited.ts';

const owner = { userId: 'alice', q: 'bill' };
const ids = Array.from({ length: 1_000 }, (_, index) => `thread-${index}`);

test('SR-3: a set tells the conversations that have been looked through from all others', () =>
  fc.assert(
    fc.property(fc.uniqueArray(fc.uuid(), { maxLength: 60 }), fc.func(fc.boolean()), (threads, chosen) => {
      const isVisited = (id: string) => chosen(id);
      const unpacked = unpackVisited(packVisited(threads, isVisited));
      expect(threads.map(unpacked)).toEqual(threads.map(isVisited));
    }),
    { numRuns: 50 },
  ));

test('SR-3: a cursor over 4,000 conversations fits in a URL', () => {
  const many = Array.from({ length: 4_000 }, (_, index) => `a-long-id-of-a-thread-${index}`);
  const visited = packVisited(many, (id) => Number(id.split('-').at(-1)) % 2 === 0);
  expect(encodeCursor({ visited, within: null, width: 1 }, owner).length).toBeLessThan(6_000);
});

test('SR-3: a cursor holds its place', () => {
  const visited = packVisited(ids, (id) => id.endsWith('7'));
  const place = { visited, within: { threadId: 'ä thread', beforeSeq: 7 }, width: 3 };
  const read = decodeCursor(encodeCursor(place, owner), owner);
  expect({ ...read, visited: { ...read.visited, bytes: Uint8Array.from(read.visited.bytes) } }).toEqual(place);
});

test('SR-3: a cursor of another user, of another text, or changed in any way is refused', () => {
  const cursor = encodeCursor({ visited: packVisited(ids, () => true), within: null, width: 3 }, owner);
  const refused = expect.objectContaining({
    code: 'bad_request',
    details: [expect.objectContaining({ field: 'cursor' })],
  });
  expect(() => decodeCursor(cursor, { ...owner, userId: 'bob' })).toThrow(refused);
  expect(() => decodeCursor(cursor, { ...owner, q: 'bills' })).toThrow(refused);
  for (const other of ['', 'x', `${cursor}.`, `${cursor}A`, cursor.slice(1), cursor.replace('.', 'A.')])
    expect(() => decodeCursor(other, owner)).toThrow(refused);
});
