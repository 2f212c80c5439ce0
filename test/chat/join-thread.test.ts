import { describe, expect, it } from 'vitest';
import { fitInFrame, pageBytes, pageOf } from '../../lambdas/chat/model/page.ts';
import { viewMembers } from '../../lambdas/chat/model/views.ts';
import { viewMessage } from '../../lambdas/chat/model/views.ts';
import type { RoomMember } from '../../lambdas/chat/model/types.ts';
import { headOf } from '../../lambdas/chat/model/head.ts';
import { limits } from '../../protocol/limits.ts';
import { aLog, aThread, nowMs } from './fixtures.ts';

const oldestFirst = (length: number, after: number) =>
  aLog(length)
    .reverse()
    .filter((message) => message.seq > after);
const threadOf = (length: number) => {
  const [newest] = aLog(length);
  return aThread({ head: newest === undefined ? null : headOf(newest) });
};
const seqs = (page: { messages: { seq: number }[] }) => page.messages.map((message) => message.seq);

describe('WS-8: the newest page', () => {
  it('has the newest `limit` messages, oldest first, and says that older ones exist', () => {
    const page = pageOf({ messages: aLog(8).slice(0, 3), afterSeq: null }, threadOf(8), 'client');
    expect(seqs(page)).toEqual([6, 7, 8]);
    expect(page.has_more).toBe(true);
  });

  it('says that nothing is older if it reaches the first message', () => {
    const page = pageOf({ messages: aLog(3), afterSeq: null }, threadOf(3), 'client');
    expect(seqs(page)).toEqual([1, 2, 3]);
    expect(page.has_more).toBe(false);
  });

  it('is empty in a thread without messages', () => {
    expect(pageOf({ messages: [], afterSeq: null }, aThread(), 'client')).toEqual({ messages: [], has_more: false });
  });

  it('leaves out the oldest if the frame would exceed 128 KB, and says that older ones exist', () => {
    const page = pageOf({ messages: aLog(50, '€'.repeat(4_000)), afterSeq: null }, threadOf(50), 'client');
    expect(JSON.stringify(page).length).toBeLessThan(limits.messageBytes);
    expect(page.messages.at(-1)?.seq).toBe(50);
    expect(page.messages.length).toBeLessThan(50);
    expect(page.has_more).toBe(true);
  });
});

describe('WS-8: the page after a seq', () => {
  it('is oldest first and says that newer ones remain', () => {
    const page = pageOf({ messages: oldestFirst(8, 2).slice(0, 3), afterSeq: 2 }, threadOf(8), 'client');
    expect(seqs(page)).toEqual([3, 4, 5]);
    expect(page.has_more).toBe(true);
  });

  it('says at the end that nothing remains', () => {
    const page = pageOf({ messages: oldestFirst(8, 5), afterSeq: 5 }, threadOf(8), 'client');
    expect(seqs(page)).toEqual([6, 7, 8]);
    expect(page.has_more).toBe(false);
  });

  it('is empty, with nothing remaining, for a client that has seen everything', () => {
    expect(pageOf({ messages: [], afterSeq: 8 }, threadOf(8), 'client')).toEqual({
      messages: [],
      has_more: false,
    });
  });

  it('says that more remains if a message came between the two reads', () => {
    expect(pageOf({ messages: [], afterSeq: 8 }, threadOf(9), 'client')).toEqual({
      messages: [],
      has_more: true,
    });
  });

  it('leaves out the newest if the frame would exceed 128 KB, and says that more remains', () => {
    const messages = aLog(50, '€'.repeat(4_000)).reverse();
    const page = pageOf({ messages, afterSeq: 0 }, threadOf(50), 'client');
    expect(seqs(page)).toEqual(Array.from({ length: page.messages.length }, (_, index) => index + 1));
    expect(page.messages.length).toBeLessThan(50);
    expect(page.has_more).toBe(true);
  });
});

describe('WS-8: what fits in a frame', () => {
  const views = (length: number, content: string) =>
    aLog(length, content).map((message) => viewMessage(aThread(), message, 'client'));

  it('is everything if the messages are short', () => {
    expect(fitInFrame(views(100, 'Hello'))).toHaveLength(100);
  });

  it('counts bytes, not characters', () => {
    const bytes = (messages: unknown[]) => Buffer.byteLength(JSON.stringify(messages));
    const fitting = fitInFrame(views(100, '😀'.repeat(1_000)));
    expect(bytes(fitting)).toBeLessThan(limits.messageBytes);
    expect(bytes(views(fitting.length + 1, '😀'.repeat(1_000)))).toBeGreaterThan(pageBytes);
  });

  it('is at least one message, so that paging always advances', () => {
    expect(fitInFrame(views(3, 'Hello'), 10)).toHaveLength(1);
  });

  it('leaves room for a thread, members and a request id of the maximum size', () => {
    const id = '😀'.repeat(limits.idChars);
    const user = (letter: string) => ({ id: `${letter}${id.slice(2)}`, username: '😀'.repeat(limits.usernameChars) });
    const [client, freelancer] = [user('a'), user('b')];
    const message = {
      read: { up_to_seq: 1e9, read_at: new Date(nowMs).toISOString() },
      preview: '😀'.repeat(limits.previewChars),
    };
    const rest = {
      event: 'thread_joined',
      request_id: id,
      client,
      freelancer,
      job: { id, title: '😀'.repeat(limits.jobTitleChars) },
      ...message,
      sender_id: client.id,
      read: { [client.id]: message.read, [freelancer.id]: message.read },
      members: [client, freelancer],
    };
    const fitting = fitInFrame(views(100, 'x'.repeat(3_000)));
    expect(Buffer.byteLength(JSON.stringify(rest)) + Buffer.byteLength(JSON.stringify(fitting)) + 512).toBeLessThan(
      limits.messageBytes,
    );
  });
});

describe('WS-8: members', () => {
  const member = (userId: string): RoomMember => ({
    connectionId: `${userId}-1`,
    userId,
    username: userId,
    codec: 'chat.v1',
    threadId: 'thread-1',
    expiresAtSeconds: 2e9,
    connectedAtMs: nowMs,
  });

  it('are both participants with their roles, online if they have joined', () => {
    expect(viewMembers(aThread(), [member('bob')], 'client')).toEqual([
      { id: 'alice', username: 'Alice', role: 'client', online: false },
      { id: 'bob', username: 'Bob', role: 'freelancer', online: true },
    ]);
  });
});
