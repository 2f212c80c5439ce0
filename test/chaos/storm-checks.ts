import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import type { Message, Thread } from '../../protocol/objects.ts';
import type { Device } from './device.ts';
import { operatorOf, roomRows } from './room-rows.ts';
import type { Storm, StormThread } from './storm.ts';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/**
 * Waits until the check passes, else fails with its last error. No promise has a time: the limit is for
 * what never comes.
 */
export async function eventually(check: () => unknown, limitMs = 90_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** The whole log as a user sees it. */
async function logOf(storm: Storm, userId: string, threadId: string): Promise<Message[]> {
  const token = await storm.app.token(userId);
  const log: Message[] = [];
  for (let hasMore = true; hasMore;) {
    const { status, body } = await storm.app.rest(
      token,
      'GET',
      `/threads/${threadId}/messages/?limit=100&after_seq=${log.length}`,
    );
    expect(status).toBe(200);
    log.push(...body.results);
    hasMore = body.has_more;
  }
  return log;
}

/** What never changes in a log. The counts check what was read. */
const essence = ({ seq, id, content, edited_at, deleted_at, sender }: Message) => ({
  seq,
  id,
  content,
  edited_at,
  deleted_at,
  by: sender?.id ?? null,
});

/** Everybody is connected, and each log that is open shows what the server has, up to its newest message. */
export async function checkConverged(storm: Storm): Promise<void> {
  await eventually(() => {
    for (const { client, userId, number } of storm.devices) {
      expect(client.connection.kind, `${userId}/${number}`).toBe('connected');
      expect(client.outbox, `the outbox of ${userId}/${number}`).toEqual([]);
    }
  });
  for (const { id, users } of storm.threads) {
    for (const userId of users) {
      const log = (await logOf(storm, userId, id)).map(essence);
      for (const device of storm.devices.filter((one) => one.userId === userId && one.joined.has(id))) {
        await eventually(() => {
          const { status, messages } = device.client.log(id);
          expect(status).toEqual({ kind: 'live' });
          expect(messages.map(essence), `the log of ${userId}/${device.number}`).toEqual(
            log.slice((messages[0]?.seq ?? 1) - 1),
          );
        }, 20_000);
      }
    }
  }
}

/** Each message is stored once, where it was acknowledged to be; each device's in the order in which they were sent. */
export async function checkLogs(storm: Storm): Promise<number> {
  let messages = 0;
  for (const { id, users } of storm.threads) {
    const [log, other] = (await Promise.all(users.map((userId) => logOf(storm, userId, id)))) as [Message[], Message[]];
    messages += log.length;
    expect(log.map(({ seq }) => seq)).toEqual(range(1, log.length));
    expect(other.map(essence)).toEqual(log.map(essence));
    const stored = new Map(
      log
        .filter((message) => message.client_message_id !== null)
        .map((message) => [message.client_message_id!, message]),
    );
    const sent = storm.devices.flatMap((device) => device.accepted.get(id) ?? []);
    expect([...stored.keys()].sort()).toEqual([...sent].sort());
    expect(log.filter((message) => message.client_message_id !== null)).toHaveLength(sent.length);
    for (const device of storm.devices) checkDevice(device, id, stored);
    const events = [...storm.events.values()].filter(({ threadId }) => threadId === id).map(({ seq }) => seq);
    expect(log.filter(({ type }) => type === 'system').map(({ seq }) => seq)).toEqual(events.sort((a, b) => a - b));
  }
  return messages;
}

function checkDevice({ accepted, acknowledged, shown }: Device, threadId: string, stored: Map<string, Message>): void {
  const seqs = (accepted.get(threadId) ?? []).map((id) => stored.get(id)!.seq);
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  for (const id of accepted.get(threadId) ?? []) {
    expect({ id: acknowledged.get(id)?.id, seq: acknowledged.get(id)?.seq }).toEqual({
      id: stored.get(id)!.id,
      seq: stored.get(id)!.seq,
    });
  }
  const seen = shown.get(threadId) ?? [];
  expect(seen).toEqual(range(seen[0] ?? 1, (seen[0] ?? 1) + seen.length - 1));
}

/** The unread counts of the thread, in the inbox and in total agree with the log and the marks. */
export async function checkCounts(storm: Storm): Promise<void> {
  for (const userId of new Set(storm.devices.map((device) => device.userId))) {
    const token = await storm.app.token(userId);
    const own = storm.threads.filter(({ users }) => users.includes(userId));
    const inbox = (await storm.app.rest<{ results: Thread[] }>(token, 'GET', '/threads/?limit=100')).body.results;
    const expected: Record<string, number> = {};
    for (const { id } of own) {
      const log = await logOf(storm, userId, id);
      const thread = inbox.find((one) => one.id === id);
      const readUpTo = thread?.read[userId]?.up_to_seq ?? 0;
      const unread = log.filter(({ seq, sender }) => seq > readUpTo && sender?.id !== userId).length;
      expect(thread).toMatchObject({
        last_seq: log.length,
        unread_count: unread,
        last_message: { seq: log.length, preview: log.at(-1)?.content.slice(0, 100) },
      });
      if (unread > 0) expected[id] = unread;
    }
    expect(inbox.map(({ id }) => id).sort()).toEqual(own.map(({ id }) => id).sort());
    const { body } = await storm.app.rest(token, 'GET', '/unread-count/');
    expect(body).toEqual({
      unread_count: Object.values(expected).reduce((sum, count) => sum + count, 0),
      threads: expected,
    });
  }
}

/**
 * One more message in each thread reaches everybody, and the rooms hold the open connections that have
 * joined, no others.
 */
export async function checkRooms(storm: Storm): Promise<void> {
  const client = new DynamoDBClient(operatorOf(storm.app.url));
  for (const thread of storm.threads) {
    const event = { event_id: `last-${thread.id}`, event: 'system', thread_id: thread.id, content: 'The last one' };
    const { payload, functionError } = await storm.app.invoke('system-message', event);
    expect(functionError).toBeNull();
    storm.events.set(event.event_id, { threadId: thread.id, seq: payload.message.seq });
    await eventually(() => checkHeard(storm, thread, payload.message.seq));
    await eventually(async () => expect(await roomRows(client, thread.id)).toEqual(membersOf(storm, thread)));
  }
}

function checkHeard(storm: Storm, { id }: StormThread, seq: number): void {
  for (const device of storm.devices.filter((one) => one.joined.has(id))) {
    expect(device.client.log(id).messages.at(-1)?.seq, `${device.userId}/${device.number}`).toBe(seq);
  }
}

function membersOf(storm: Storm, { id }: StormThread): string[] {
  const ids = storm.devices
    .filter((one) => one.joined.has(id))
    .map(({ client }) => (client.connection.kind === 'connected' ? client.connection.connectionId : 'none'));
  return ids.sort();
}
