import { describe, expect, test } from 'vitest';
import type { CommittedChange } from '../../lambdas/chat/model/change-events.ts';
import { withTold } from '../../lambdas/chat/model/told.ts';
import { unfinishedOf } from '../../lambdas/chat/model/unfinished.ts';
import { aMessage, aThread } from './fixtures.ts';

const threadId = aThread().id;
const sent = (seq: number): CommittedChange => ({ kind: 'message', threadId, message: aMessage({ seq }) });
const changed = (seq: number, revision: number, toldRevision: number): CommittedChange => ({
  kind: 'revision',
  threadId,
  message: aMessage({ seq, revision, contentRevision: revision, toldRevision }),
});
const told = (...seqs: number[]): CommittedChange => ({
  kind: 'marks',
  before: aThread(),
  after: aThread({ told: seqs.reduce(withTold, { upTo: 3, beyond: [] }) }),
});
const unfinished = (...changes: CommittedChange[]) =>
  unfinishedOf(changes.map((change, at) => ({ change, at }))).map(({ message, first, latest }) => [
    message.seq,
    first.at,
    latest.at,
  ]);

describe('the commits of a batch that nothing in it shows to be finished (HE-1)', () => {
  test('are none if the thread has been told of each', () => {
    expect(unfinished(sent(4), told(4), sent(5), told(4, 5))).toEqual([]);
  });

  test('are messages that the latest row of the thread does not name, one that a later message has overtaken included', () => {
    expect(unfinished(sent(4))).toEqual([[4, 0, 0]]);
    expect(unfinished(sent(4), sent(5), told(5))).toEqual([[4, 0, 0]]);
  });

  test('are not the messages of another thread', () => {
    const other: CommittedChange = { kind: 'thread', thread: aThread({ id: 'other', told: { upTo: 9, beyond: [] } }) };
    expect(unfinished(sent(4), other)).toEqual([[4, 0, 0]]);
  });

  test('are changes whose message does not say that everybody was notified of them', () => {
    expect(unfinished(changed(1, 1, 0), changed(1, 1, 1))).toEqual([]);
    expect(unfinished(changed(1, 1, 0), changed(1, 1, 1), changed(1, 2, 1))).toEqual([[1, 0, 2]]);
    expect(unfinished(sent(4), told(4), changed(4, 1, 0))).toEqual([[4, 0, 2]]);
  });
});
