import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Recipient } from '../../lambdas/chat/model/types.ts';
import { newThread } from '../../lambdas/chat/model/new-thread.ts';
import { fromFile, fromUpload } from '../../lambdas/data/items/file.ts';
import { fromMessage } from '../../lambdas/data/items/message.ts';
import { connectionAttribute, fromConnection, roomsAttribute } from '../../lambdas/data/items/presence.ts';
import { fromRoomMember } from '../../lambdas/data/items/room.ts';
import { fromHead, fromMark, fromNewThread } from '../../lambdas/data/items/thread.ts';
import { prefixes } from '../../lambdas/data/keys.ts';
import { tableSchema } from '../../lambdas/data/table.ts';
import { attachmentOf } from '../../lambdas/chat/model/attachment.ts';
import { aHead, aMessage, anUpload, nowMs } from '../chat/fixtures.ts';

const document = readFileSync(new URL('../../docs/table.md', import.meta.url), 'utf8');
/** Everything in the document that is written as code. */
const named = new Set((document.match(/`[^`]+`/g) ?? []).join(' ').match(/[\w#]+/g));

const connection: Recipient = {
  connectionId: 'c-1',
  userId: 'alice',
  username: 'Alice',
  codec: 'chat.v1',
  expiresAtSeconds: nowMs / 1000,
  connectedAtMs: nowMs,
};

describe('docs/table.md', () => {
  it.each(Object.values(prefixes))('names the keys that begin with %s', (prefix) => {
    expect(named).toContain(prefix);
  });

  it.each([
    ['a message', fromMessage(aMessage())],
    [
      'a thread',
      fromNewThread(newThread({ client: { id: 'alice' }, freelancer: { id: 'bob' }, job: { id: 'job-1' } }, nowMs)),
    ],
    ["a thread's newest message", fromHead(aHead())],
    ['a read mark', fromMark({ seq: 1, others: 1, atMs: nowMs })],
    ['a room member', fromRoomMember({ ...connection, threadId: 'thread-1' })],
    ['a connection', fromConnection(connection)],
    ['an upload', fromUpload(anUpload())],
    ['a file of a message', fromFile(attachmentOf(anUpload())!)],
  ])('names every attribute of %s', (_, row) => {
    expect([...named]).toEqual(expect.arrayContaining(Object.keys(row)));
  });

  it.each([connectionAttribute('<connection>'), roomsAttribute('<connection>')])('names the attributes %s', (name) => {
    expect(document).toContain(`\`${name}\``);
  });

  it('names the index and its sort key', () => {
    const { name, sortKey } = tableSchema.inboxIndex;
    expect([...named]).toEqual(expect.arrayContaining([name, sortKey]));
  });
});
