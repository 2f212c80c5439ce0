import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from 'vitest';
import type { Thread } from '../../lambdas/chat/model/types.ts';
import { toChange, type StreamRecord } from '../../lambdas/data/changes.ts';
import { fromMessage } from '../../lambdas/data/items/message.ts';
import { fromAlias, fromImportedThread } from '../../lambdas/data/items/thread.ts';
import { keys } from '../../lambdas/data/keys.ts';
import { nothingRead } from '../../import/map/reading.ts';
import { mapThread, withLog } from '../../import/map/thread.ts';
import { timeReader } from '../../import/map/time.ts';
import { aMessage } from '../chat/fixtures.ts';

const row = {
  id: '123',
  client: { id: '7', username: 'ann' },
  freelancer: { id: '8', username: 'ben' },
  job: null,
  createdAt: '2024-03-02 14:00:00',
  lastMessageAt: '2024-03-02 14:00:00',
  isActive: true,
  firstOfTriple: '123',
};
const thread = withLog(mapThread(row, timeReader('UTC')), undefined, nothingRead);
const read: Thread = { ...thread, marks: { client: { seq: 1, others: 1, atMs: 5 }, freelancer: null } };

const imageOf = (item: object) => marshall(item, { removeUndefinedValues: true });
const threadRow = (value: Thread) => ({ ...keys.thread('123'), ...fromImportedThread(value) });

function changeOf(after: object, before?: object) {
  const images = { NewImage: imageOf(after), ...(before && { OldImage: imageOf(before) }) };
  return toChange({ eventName: before ? 'MODIFY' : 'INSERT', dynamodb: images } satisfies StreamRecord);
}

describe('of what the import writes (IM-1)', () => {
  const message = { ...keys.message('123', 1), ...fromMessage({ ...aMessage(), importDigest: 'digest' }) };

  test.each([
    ['a new message', message, undefined],
    ['a new thread', threadRow(thread), undefined],
    ['a mark', threadRow({ ...read, imported: { writes: 2, isActive: true } }), threadRow(thread)],
    ['a triple that leads to a thread', { ...keys.thread('triple'), ...fromAlias('123') }, undefined],
  ])('nothing follows from %s', (_, after, before) => expect(changeOf(after, before)).toBeNull());

  test('what users do with it afterwards is as with any other row', () => {
    expect(changeOf({ ...message, rev: 1 }, message)).toMatchObject({ kind: 'revision', threadId: '123' });
    expect(changeOf(threadRow(read), threadRow(thread))).toMatchObject({ kind: 'marks' });
  });
});
