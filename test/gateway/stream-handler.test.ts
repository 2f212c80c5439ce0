import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it, vi } from 'vitest';
import {
  changeEventNames,
  changeEvents,
  immediateKinds,
  type ChangeEvent,
  type ChangeEventName,
} from '../../protocol/change-event.ts';
import { nextMessage } from '../../lambdas/chat/model/next-message.ts';
import { type Draft } from '../../lambdas/chat/model/draft.ts';
import { newThread } from '../../lambdas/chat/model/new-thread.ts';
import type { Mark, Thread } from '../../lambdas/chat/model/types.ts';
import type { StreamRecord } from '../../lambdas/data/changes.ts';
import { fromMark, fromNewThread } from '../../lambdas/data/items/thread.ts';
import { fromMessage } from '../../lambdas/data/items/message.ts';
import { keys, type Key } from '../../lambdas/data/keys.ts';
import { publishChanges } from '../../lambdas/gateway/publish-changes.ts';
import { streamHandler } from '../../lambdas/gateway/stream-handler.ts';
import { catchLog } from './fixtures.ts';

const nowMs = Date.UTC(2026, 0, 15, 9, 30);
const triple = {
  client: { id: 'c', username: 'Clara' },
  freelancer: { id: 'f', username: 'Fred' },
  job: { id: 'j', title: 'Logo' },
};
const named: Thread = newThread(triple, nowMs);
const thread: Thread = { ...named, nameSources: { client: 'token', freelancer: 'token', job: 'marketplace' } };
const draft: Draft = {
  id: 'm1',
  author: 'client',
  type: 'text',
  content: 'secret',
  clientMessageId: null,
  metadata: null,
  countsAsUnread: true,
};

function image(key: Key, attributes: Record<string, unknown>) {
  return marshall({ ...key, ...attributes }, { removeUndefinedValues: true });
}

function inserted(newImage: NonNullable<StreamRecord['dynamodb']>['NewImage'], sequenceNumber = '1'): StreamRecord {
  return { eventName: 'INSERT', dynamodb: { SequenceNumber: sequenceNumber, NewImage: newImage! } };
}

const threadImage = (attributes = {}) => image(keys.thread(thread.id), { ...fromNewThread(thread), ...attributes });
const messageRecord = (change: Partial<Draft> = {}) =>
  inserted(
    image(keys.message(thread.id, 1), fromMessage(nextMessage(undefined, { ...draft, ...change }, nowMs, null))),
  );
const read = (mark: Mark) => ({
  eventName: 'MODIFY' as const,
  dynamodb: {
    SequenceNumber: '3',
    OldImage: threadImage(),
    NewImage: threadImage({ read_freelancer: fromMark(mark) }),
  },
});

interface Setup {
  kinds?: readonly ChangeEventName[];
  withText?: boolean;
  known?: Thread[];
}

function start({ kinds = changeEventNames, withText = false, known = [thread] }: Setup = {}) {
  const published: ChangeEvent[] = [];
  const asked: string[][] = [];
  const step = publishChanges({
    store: { readThreads: async (ids) => (asked.push(ids), known.filter((one) => ids.includes(one.id))) },
    publish: async (events) => void published.push(...events),
    kinds,
    withText,
  });
  const handle = streamHandler([step]);
  return { published, asked, handle: (...records: StreamRecord[]) => handle({ Records: records }) };
}

describe("events from the table's stream", () => {
  it('announce a new message with its recipients, without its text', async () => {
    const { published, handle } = start();
    expect(await handle(messageRecord())).toEqual({ batchItemFailures: [] });
    expect(published).toEqual([
      {
        name: 'message.created',
        detail: {
          event_id: `${thread.id}/1`,
          thread_id: thread.id,
          seq: 1,
          message_id: 'm1',
          type: 'text',
          sender: { id: 'c', username: 'Clara' },
          recipients: [{ id: 'f', username: 'Fred' }],
          sent_at: '2026-01-15T09:30:00.000Z',
        },
      },
    ]);
  });

  it('name both participants for a message of the marketplace; the text is in them only if the setting says so', async () => {
    const { published, handle } = start({ withText: true });
    await handle(messageRecord({ author: 'marketplace', type: 'system' }));
    expect(published[0]?.detail).toMatchObject({
      sender: null,
      recipients: [{ id: 'c' }, { id: 'f' }],
      content: 'secret',
    });
  });

  it('announce a new thread, and each read mark that moved once', async () => {
    const { published, handle } = start();
    await handle(inserted(threadImage()), read({ seq: 4, others: 2, atMs: nowMs }));
    expect(published).toEqual([
      {
        name: 'thread.created',
        detail: expect.objectContaining({ event_id: thread.id, job: { id: 'j', title: 'Logo' } }),
      },
      {
        name: 'message.read',
        detail: {
          event_id: `${thread.id}/freelancer/4`,
          thread_id: thread.id,
          seq: 4,
          user: { id: 'f', username: 'Fred' },
          read_at: '2026-01-15T09:30:00.000Z',
        },
      },
    ]);
  });

  it('OBJ-7: name people and job by their ids if nobody but another user has named them, as in rows of earlier versions', async () => {
    const { published, handle } = start({ known: [named] });
    const created = image(keys.thread(named.id), fromNewThread(named));
    await handle(inserted(created), messageRecord());
    const [client, freelancer] = [
      { id: 'c', username: 'c' },
      { id: 'f', username: 'f' },
    ];
    expect(published.map(({ detail }) => detail)).toMatchObject([
      { client, freelancer, job: { id: 'j', title: 'j' } },
      { sender: client, recipients: [freelancer] },
    ]);
  });

  it.each(immediateKinds(changeEventNames).map((kind) => [kind]))(
    'EVT-3: are only %s if no other kind is on',
    async (kind) => {
      const { published, handle } = start({ kinds: [kind] });
      await handle(inserted(threadImage()), messageRecord(), read({ seq: 1, others: 1, atMs: nowMs }));
      expect(published.map(({ name }) => name)).toEqual([kind]);
    },
  );

  it('EVT-3: nothing is read for a message while message.created is off', async () => {
    const { asked, handle } = start({ kinds: ['thread.created', 'message.read'], known: [] });
    expect(await handle(messageRecord(), messageRecord())).toEqual({ batchItemFailures: [] });
    expect(asked).toEqual([]);
  });

  it('have the published schemas', async () => {
    const { published, handle } = start({ withText: true });
    await handle(inserted(threadImage()), messageRecord(), read({ seq: 1, others: 1, atMs: nowMs }));
    expect(published.map(({ name, detail }) => changeEvents[name].safeParse(detail).success)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('need no read of a thread that the stream has shown', async () => {
    const { asked, published, handle } = start();
    await handle(inserted(threadImage()));
    await handle(messageRecord());
    await handle(messageRecord());
    expect(asked).toEqual([]);
    expect(published.map(({ name }) => name)).toEqual(['thread.created', 'message.created', 'message.created']);
  });

  it('do not announce edits, other changes of a thread, or removals', async () => {
    const { published, handle } = start();
    const edit: StreamRecord = { ...messageRecord(), eventName: 'MODIFY' };
    const closed: StreamRecord = {
      eventName: 'MODIFY',
      dynamodb: { OldImage: threadImage(), NewImage: threadImage({ is_active: false }) },
    };
    const removed: StreamRecord = { eventName: 'REMOVE', dynamodb: { OldImage: threadImage() } };
    await handle(edit, removed);
    await handle(closed);
    expect(published).toEqual([]);
  });

  it('are published up to a record that cannot be read; only that record is delivered again', async () => {
    const { published, handle } = start();
    const { dynamodb } = inserted(image(keys.message(thread.id, 2), { by: 'nobody', content: 'a text for two' }), '7');
    const rowKeys = { PK: { S: `T#${thread.id}` }, SK: { S: 'M#000000000002' } };
    const poison: StreamRecord = { eventName: 'INSERT', dynamodb: { ...dynamodb, Keys: rowKeys } };
    const logged = catchLog();
    expect(await handle(messageRecord(), poison, messageRecord())).toEqual({
      batchItemFailures: [{ itemIdentifier: '7' }],
    });
    expect(published).toHaveLength(1);
    expect(JSON.parse(logged())).toMatchObject({
      level: 'ERROR',
      message: 'stream record cannot be read',
      sequence_number: '7',
      keys: rowKeys,
    });
    expect(logged()).not.toContain('a text for two');
    vi.restoreAllMocks();
  });

  it('fail as a batch whose first record cannot be read, so that Lambda halves it; a single record is reported', async () => {
    const { published, handle } = start();
    const poison = inserted(image(keys.message(thread.id, 2), { by: 'nobody' }), '7');
    catchLog();
    await expect(handle(poison, messageRecord())).rejects.toThrow('first record');
    expect(await handle(poison)).toEqual({ batchItemFailures: [{ itemIdentifier: '7' }] });
    expect(published).toEqual([]);
    vi.restoreAllMocks();
  });

  it('wait for a thread that is not found yet: its message is delivered again, with all that follow', async () => {
    const known: Thread[] = [];
    const { published, handle } = start({ known });
    const logged = catchLog();
    const other = newThread({ client: { id: 'c' }, freelancer: { id: 'x' } }, nowMs);
    const opened = inserted(image(keys.thread(other.id), fromNewThread(other)), '6');
    expect(
      await handle(
        opened,
        { ...messageRecord(), dynamodb: { ...messageRecord().dynamodb, SequenceNumber: '7' } },
        opened,
      ),
    ).toEqual({ batchItemFailures: [{ itemIdentifier: '7' }] });
    expect(published.map(({ name }) => name)).toEqual(['thread.created']);
    expect(JSON.parse(logged())).toMatchObject({ level: 'WARN', sequence_number: '7', thread_id: thread.id });
    known.push(thread);
    expect(await handle(messageRecord())).toEqual({ batchItemFailures: [] });
    expect(published.at(-1)).toMatchObject({ name: 'message.created', detail: { thread_id: thread.id } });
    vi.restoreAllMocks();
  });

  it('read a thread again after a minute, because another process may have seen its new name', async () => {
    vi.useFakeTimers();
    const known = [thread];
    const { published, handle } = start({ known });
    await handle(messageRecord());
    known[0] = { ...thread, client: { ...thread.client, username: 'Claire' } };
    await handle(messageRecord());
    vi.advanceTimersByTime(61_000);
    await handle(messageRecord());
    expect(published.map(({ detail }) => (detail as { sender: { username: string } }).sender.username)).toEqual([
      'Clara',
      'Clara',
      'Claire',
    ]);
    vi.useRealTimers();
  });

  it('use a thread for the whole batch, however many others are read for it', async () => {
    const others = Array.from({ length: 1_000 }, (_, index) =>
      newThread({ client: { id: 'c' }, freelancer: { id: `f-${index}` } }, nowMs),
    );
    const { published, handle } = start({ known: [thread, ...others] });
    await handle(messageRecord());
    const each = others.map((one) =>
      inserted(image(keys.message(one.id, 1), fromMessage(nextMessage(undefined, draft, nowMs, null)))),
    );
    expect(await handle(messageRecord(), ...each)).toEqual({ batchItemFailures: [] });
    expect(published).toHaveLength(1_002);
  });

  it('fail as a whole if the bus refuses one of them', async () => {
    const step = publishChanges({
      store: { readThreads: async () => [thread] },
      publish: () => Promise.reject(new Error('refused')),
      kinds: changeEventNames,
      withText: false,
    });
    const handle = streamHandler([step]);
    await expect(handle({ Records: [messageRecord()] })).rejects.toThrow('refused');
  });
});
