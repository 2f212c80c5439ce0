import { describe, expect, it } from 'vitest';
import { newThread } from '../../lambdas/chat/model/new-thread.ts';
import { headOf, isNewer, withNewestHead } from '../../lambdas/chat/model/head.ts';
import { requireParticipant } from '../../lambdas/chat/model/participant.ts';
import { viewThread } from '../../lambdas/chat/model/views.ts';
import { threadIdOf } from '../../lambdas/chat/model/thread-id.ts';
import { stepMs, stepOf } from '../../lambdas/chat/model/time-step.ts';
import { countChars } from '../../protocol/text.ts';
import { aHead, aMessage, aSnapshot, aThread, nowMs } from './fixtures.ts';

describe('a thread as a participant sees it', () => {
  it('has every field of the contract', () => {
    const thread = aThread({
      head: aHead({ seq: 3, counts: { client: 2, freelancer: 1, marketplace: 0 }, sentAtMs: nowMs + 60_000 }),
      marks: { client: null, freelancer: { seq: 1, others: 1, atMs: nowMs + 30_000 } },
    });
    expect(viewThread(thread, 'freelancer', nowMs)).toEqual({
      id: 'thread-1',
      client: { id: 'alice', username: 'Alice' },
      freelancer: { id: 'bob', username: 'Bob' },
      job: { id: 'job-1', title: 'A logo' },
      created_at: '2026-01-15T09:30:00.000Z',
      last_message_at: '2026-01-15T09:31:00.000Z',
      is_active: true,
      closed_by: null,
      last_seq: 3,
      last_message: {
        seq: 3,
        sender_id: 'alice',
        type: 'text',
        preview: 'Hello',
        attachment: null,
        sent_at: '2026-01-15T09:31:00.000Z',
      },
      unread_count: 1,
      read: { bob: { up_to_seq: 1, read_at: '2026-01-15T09:30:30.000Z' } },
      me: { muted_until: null, pinned: false, archived: false, marked_unread: false, blocked: false },
    });
  });

  it('counts as unread what the other two authors have written after the mark', () => {
    const head = aHead({ seq: 9, counts: { client: 4, freelancer: 3, marketplace: 2 } });
    const thread = aThread({ head, marks: { client: { seq: 5, others: 4, atMs: nowMs }, freelancer: null } });
    expect(viewThread(thread, 'client', nowMs).unread_count).toBe(1);
    expect(viewThread(thread, 'freelancer', nowMs).unread_count).toBe(6);
  });

  it('has no last message if there is none, and last_message_at is its creation', () => {
    expect(viewThread(aThread(), 'client', nowMs)).toMatchObject({
      last_seq: 0,
      last_message: null,
      unread_count: 0,
      last_message_at: '2026-01-15T09:30:00.000Z',
      read: {},
    });
  });

  it('shows no sender for a last message of the marketplace', () => {
    expect(
      viewThread(aThread({ head: aHead({ author: 'marketplace' }) }), 'client', nowMs).last_message?.sender_id,
    ).toBeNull();
  });

  it('keeps a reader whose id is __proto__', () => {
    const thread = aThread({
      client: { id: '__proto__', username: 'x' },
      marks: { client: { seq: 1, others: 0, atMs: nowMs }, freelancer: null },
    });
    expect(JSON.stringify(viewThread(thread, 'client', nowMs).read)).toContain('"__proto__":{"up_to_seq":1');
  });
});

describe('the last message of a thread', () => {
  it('shows the first 100 code points', () => {
    expect(headOf(aMessage({ content: '😀'.repeat(101) })).preview).toBe('😀'.repeat(100));
  });

  it("is the newest of the log, even if the thread's own row lags behind", () => {
    const thread = withNewestHead(aThread({ head: aHead({ seq: 1 }) }), aMessage({ seq: 2, content: 'Newer' }));
    expect(thread.head).toMatchObject({ seq: 2, preview: 'Newer' });
  });

  it.each([
    [null, aHead(), false],
    [aHead(), null, true],
    [aHead({ seq: 2 }), aHead({ seq: 1, revision: 5 }), true],
    [aHead({ seq: 1, revision: 5 }), aHead({ seq: 2 }), false],
    [aHead({ revision: 1 }), aHead(), true],
    [aHead(), aHead(), false],
  ])('is replaced only by a later seq or a later revision (case %#)', (head, than, expected) => {
    expect(isNewer(head, than)).toBe(expected);
  });
});

describe('WS-5: a user who is not a participant', () => {
  it('gets the same not_found as for a thread that does not exist', () => {
    const refusal = (snapshot: Parameters<typeof requireParticipant>[0]) => {
      try {
        return requireParticipant(snapshot, 'mallory');
      } catch (error) {
        return error;
      }
    };
    const strange = refusal(aSnapshot([]));
    expect(strange).toMatchObject({ code: 'not_found' });
    expect(strange).toEqual(refusal({ thread: null, messages: [], members: [] }));
  });
});

describe('the id of a thread', () => {
  it('depends only on its triple', () => {
    expect(threadIdOf('alice', 'bob', 'job-1')).toBe(threadIdOf('alice', 'bob', 'job-1'));
  });

  it('differs for triples whose concatenated ids are equal', () => {
    const triples: [string, string, string | null][] = [
      ['a', 'b', 'c'],
      ['ab', 'c', ''],
      ['a', 'bc', ''],
      ['a,b', 'c', 'd'],
      ['a', 'b,c', 'd'],
      ['a"', 'b', 'c'],
      ['a', '"b', 'c'],
      ['a', 'b', null],
      ['a', 'b', 'null'],
      ['a', 'b', ''],
      ['b', 'a', 'c'],
      ['a', 'c', 'b'],
    ];
    expect(new Set(triples.map((triple) => threadIdOf(...triple))).size).toBe(triples.length);
  });

  it('is safe in a path', () => {
    expect(threadIdOf('a/b', 'c d', '?')).toMatch(/^[\w-]{22}$/);
  });
});

describe('a new thread', () => {
  const triple = { client: { id: 'alice', username: 'Alice' }, freelancer: { id: 'bob' }, job: { id: 'job-1' } };

  it('shows users and jobs without a name by their id', () => {
    expect(newThread(triple, nowMs)).toMatchObject({
      client: { id: 'alice', username: 'Alice' },
      freelancer: { id: 'bob', username: 'bob' },
      job: { id: 'job-1', title: 'job-1' },
    });
  });

  it('cuts an id in place of a name to 64 characters, and one in place of a title to 120', () => {
    const longId = '😀'.repeat(128);
    const thread = newThread({ client: { id: 'alice' }, freelancer: { id: longId }, job: { id: longId } }, nowMs);
    expect(thread.freelancer.id).toBe(longId);
    expect(countChars(thread.freelancer.username)).toBe(64);
    expect(countChars(thread.job?.title ?? '')).toBe(120);
  });

  it('has no job if none is given', () => {
    expect(newThread({ ...triple, job: null }, nowMs).job).toBeNull();
    expect(newThread({ ...triple, job: undefined }, nowMs).id).toBe(newThread({ ...triple, job: null }, nowMs).id);
  });
});

describe('time steps', () => {
  it('change on the hour', () => {
    expect(stepOf(stepMs * 7 - 1)).toBe(6);
    expect(stepOf(stepMs * 7)).toBe(7);
  });
});
