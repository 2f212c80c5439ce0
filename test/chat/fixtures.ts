import type { Upload } from '../../lambdas/chat/model/attachment.ts';
import type { Head, LogMessage, Snapshot, Thread } from '../../lambdas/chat/model/types.ts';
import { nothingSet } from '../../lambdas/chat/model/own-side.ts';
import { nothingSaid } from '../../lambdas/chat/model/unread.ts';

/** The time of the tests: a morning in January. */
export const nowMs = Date.UTC(2026, 0, 15, 9, 30);

export function aThread(overrides: Partial<Thread> = {}): Thread {
  return {
    id: 'thread-1',
    client: { id: 'alice', username: 'Alice' },
    freelancer: { id: 'bob', username: 'Bob' },
    job: { id: 'job-1', title: 'A logo' },
    nameSources: { client: 'token', freelancer: 'token', job: 'marketplace' },
    createdAtMs: nowMs,
    isActive: true,
    closedBy: null,
    hiddenFor: [],
    opens: 0,
    unreadFor: [],
    marks: { client: null, freelancer: null },
    own: { client: nothingSet, freelancer: nothingSet },
    blockedBy: [],
    head: null,
    told: { upTo: overrides.head?.seq ?? 0, beyond: [] },
    activeStep: 0,
    ...overrides,
  };
}

export function aMessage(overrides: Partial<LogMessage> = {}): LogMessage {
  return {
    id: 'message-1',
    seq: 1,
    revision: 0,
    contentRevision: 0,
    toldRevision: 0,
    author: 'client',
    type: 'text',
    content: 'Hello',
    sentAtMs: nowMs,
    editedAtMs: null,
    deletedAtMs: null,
    clientMessageId: null,
    metadata: null,
    replyTo: null,
    reactions: [],
    attachments: [],
    counts: { ...nothingSaid, client: 1 },
    bucketFullAtMs: { client: 0, freelancer: 0 },
    recentKeys: new Uint8Array(),
    ...overrides,
  };
}

export function anUpload(overrides: Partial<Upload> = {}): Upload {
  return {
    threadId: 'thread-1',
    id: 'attachment-1',
    uploadId: 'upload-1',
    uploader: 'client',
    name: 'sketch.png',
    size: 100,
    isVoice: false,
    previewSize: null,
    createdAtMs: nowMs,
    type: { kind: 'image', contentType: 'image/png', previewType: null },
    scan: 'ready',
    seq: null,
    ...overrides,
  };
}

export function aHead(overrides: Partial<Head> = {}): Head {
  return {
    seq: 1,
    revision: 0,
    author: 'client',
    type: 'text',
    preview: 'Hello',
    attachment: null,
    sentAtMs: nowMs,
    counts: { ...nothingSaid, client: 1 },
    ...overrides,
  };
}

/** A log of `length` messages of the client, newest first, as a read returns it. */
export function aLog(length: number, content = 'Hello'): LogMessage[] {
  return Array.from({ length }, (_, index) => {
    const seq = length - index;
    return aMessage({ id: `message-${seq}`, seq, content, counts: { ...nothingSaid, client: seq } });
  });
}

export function aSnapshot(messages: LogMessage[], thread: Thread = aThread()): Snapshot {
  return { thread, messages, members: [] };
}
