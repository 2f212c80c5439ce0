import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message, Thread } from '../../protocol/objects.ts';
import { noLimits } from '../../measure/no-limits.ts';
import type { Device } from '../support/device.ts';
import { importInto, OldDatabase } from '../support/old-database.ts';
import { hasRead, messagesOf, shown, threadsOf, withoutRead } from '../support/old-rows.ts';
import { changedRows, rowsOf } from '../support/table-rows.ts';
import { isOverSockets, setUpChat } from './driver/chat.ts';

const chat = setUpChat({ ...noLimits }, { hasStream: true, isAlone: true });

let old: OldDatabase;
let first: Awaited<ReturnType<typeof importInto>>;
/** A device of a user of the old system, connected before the import. */
let device: Device;
const tokens = new Map<string, string>();

beforeAll(async () => {
  old = new OldDatabase();
  for (const { id, username } of old.all('SELECT id, username FROM auth_user'))
    tokens.set(String(id), await chat.token(String(id), { username }));
  device = await chat.open(tokens.get('9')!);
  first = await importInto(chat.table, old.url);
});
afterAll(() => old.close());

const rest = <T = any>(user: string, method: string, path: string, body?: unknown) =>
  chat.rest<T>(tokens.get(user)!, method, path, body);
const get = async <T = any>(user: string, path: string) => (await rest<T>(user, 'GET', path)).body;

/** The whole log, page by page. */
async function logOf(user: string, threadId: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (let after = 0; ;) {
    const page = await get(user, `/threads/${threadId}/messages/?limit=100&after_seq=${after}`);
    messages.push(...page.results);
    if (!page.has_more) return messages;
    after = page.results.at(-1).seq;
  }
}

const toOld = ({ id, sender, type, content, sent_at, edited_at, metadata }: Message) => ({
  ...{ id, sender: sender?.id, type, content, metadata },
  ...{ sentAt: sent_at, editedAt: edited_at },
});
describe('an import', () => {
  test('is complete, and its counts and checksums agree (IM-3)', () => {
    const [sums] = first.lines
      .flatMap((line) => /checksum of all texts: (\w+) .*, (\w+) here/.exec(line) ?? [])
      .slice(1);
    expect(first).toEqual({ isComplete: true, lines: expect.arrayContaining(['added: 15 threads, 400 messages']) });
    expect(first.lines).toContain('messages: 400 in the old system, 400 here');
    expect(first.lines.filter((line) => line.split(String(sums)).length === 3)).toHaveLength(1);
  });

  test('brings every message as it was, in the order of its microseconds and its id (IM-1)', async () => {
    for (const { id, client } of threadsOf(old)) {
      const log = await logOf(client, id);
      expect(log.map(toOld)).toEqual(messagesOf(old, id).map(withoutRead));
      expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    }
  });

  test('keeps unread counts, the order of the inbox and who has closed a thread (IM-1)', async () => {
    for (const user of tokens.keys()) {
      const own = threadsOf(old).filter((thread) => [thread.client, thread.freelancer].includes(user));
      const listed = (await get<{ results: Thread[] }>(user, '/threads/?limit=100')).results;
      const expected = own.map(({ id, lastMessageAt, isActive, ...people }) => ({
        id,
        people: [people.client, people.freelancer, people.job],
        lastMessageAt,
        closedBy: isActive ? null : 'marketplace',
        unread: messagesOf(old, id).filter((message) => message.sender !== user && !hasRead(old, user, message)).length,
      }));
      const byActivity = expected.sort((a, b) => (a.lastMessageAt < b.lastMessageAt ? 1 : -1));
      expect(
        listed.map((thread) => ({
          id: thread.id,
          people: [thread.client.id, thread.freelancer.id, thread.job?.id ?? null],
          lastMessageAt: thread.last_message_at,
          closedBy: thread.closed_by,
          unread: thread.unread_count,
        })),
      ).toEqual(byActivity);
      const total = expected.reduce((sum, { unread }) => sum + unread, 0);
      expect((await get(user, '/unread-count/')).unread_count).toBe(total);
    }
  });

  test('brings marks up to the last message that was read, and the receipts (IM-1)', async () => {
    for (const { id, client, freelancer } of threadsOf(old)) {
      const thread = await get<Thread>(client, `/threads/${id}/`);
      const messages = messagesOf(old, id);
      for (const user of [client, freelancer]) {
        const last = messages.findLastIndex((message) => message.sender !== user && hasRead(old, user, message));
        expect(thread.read[user]?.up_to_seq ?? 0).toBe(last + 1);
      }
    }
    const reads =
      old.all(`SELECT r.message_id, r.user_id, MIN(r.read_at) AS read_at, m.thread_id FROM chat_messageread r
      JOIN chat_chatmessage m ON m.id = r.message_id WHERE m.thread_id IN (6, 12) AND m.sender_id <> r.user_id
      GROUP BY r.message_id, r.user_id`);
    for (const { message_id, user_id, read_at, thread_id } of reads) {
      const seq = messagesOf(old, String(thread_id)).findIndex(({ id }) => id === String(message_id)) + 1;
      const { results } = await get(String(user_id), `/threads/${thread_id}/messages/${seq}/reads/`);
      expect(results).toContainEqual(expect.objectContaining({ read_at: shown(read_at) }));
    }
  });

  test('names people and jobs as the marketplace does, and keeps a sender who is no participant (IM-1)', async () => {
    const thread = await get<Thread>('9', '/threads/9/');
    expect([thread.client.username, thread.freelancer.username, thread.job?.title]).toEqual([
      'client_8',
      'Олег',
      'Job for types – özel',
    ]);
    expect((await logOf('9', '9')).at(-1)).toMatchObject({
      type: 'job_update',
      sender: { id: '1', username: 'support' },
    });
    expect(thread.last_message).toMatchObject({ sender_id: '1' });
  });

  test('notifies nobody, and puts no event on the bus (IM-1)', async () => {
    await chat.wait(isOverSockets ? 4_000 : 10_000);
    expect(device.frames.filter(({ event }) => event !== 'connection_confirmed')).toEqual([]);
    const events = isOverSockets ? await chat.published() : [];
    expect(events.filter(({ detail }) => /^\d+$/.test(detail.thread_id))).toEqual([]);
  });

  test('keeps the old number of a thread, to which its triple leads; of two threads, to the first (IM-4)', async () => {
    const people = { client: { id: '10' }, freelancer: { id: '4' } };
    expect(await rest('10', 'POST', '/threads/', people)).toMatchObject({ status: 200, body: { id: '14' } });
    expect(await get('4', '/threads/by-participants/?client=10&freelancer=4')).toMatchObject({ id: '14' });
    const event = {
      event_id: 'job-of-8',
      event: 'job_update',
      client: { id: '7' },
      freelancer: { id: '4' },
      job: { id: '6' },
    };
    const { payload } = await chat.invoke('system-message', { ...event, content: 'done' });
    expect(payload).toMatchObject({ thread_id: '8', thread_created: false, message: { seq: 82 } });
    const joined = await device.request('join_thread', { thread_id: '11', limit: 3 });
    expect(joined.data.messages.map(({ seq }: Message) => seq)).toEqual([17, 18, 19]);
  });

  test('leaves nothing of a triple whose id leads elsewhere to be seen (WS-5, IM-4)', async () => {
    const { threadIdOf } = await import('../../lambdas/chat/model/thread-id.ts');
    const id = threadIdOf('10', '4', null);
    expect((await rest('10', 'GET', `/threads/${id}/`)).status).toBe(404);
    expect((await rest('10', 'POST', `/threads/${id}/messages/`, { content: 'hello' })).status).toBe(404);
    expect(await device.request('join_thread', { thread_id: id })).toMatchObject({ data: { code: 'not_found' } });
  });

  test('goes on as any thread: messages follow, and reading to the end leaves nothing unread (IM-1, WS-11)', async () => {
    const [before, unread] = [await logOf('10', '12'), (await get<Thread>('2', '/threads/12/')).unread_count];
    expect(await rest('2', 'POST', '/threads/12/mark-read/', {})).toMatchObject({ body: { count: unread } });
    expect((await get<Thread>('2', '/threads/12/')).unread_count).toBe(0);
    const sent = await rest<Message>('10', 'POST', '/threads/12/messages/', { content: 'and now here' });
    expect(sent.body.seq).toBe(before.length + 1);
    expect(await get<Thread>('2', '/threads/12/')).toMatchObject({
      unread_count: 1,
      last_message_at: sent.body.sent_at,
    });
    expect((await rest('9', 'POST', '/threads/9/messages/', { content: 'closed' })).body.code).toBe('thread_inactive');
    expect(await rest('9', 'POST', '/threads/9/mark-read/', {})).toMatchObject({ body: { count: 5, up_to_seq: 15 } });
    expect((await get<Thread>('9', '/threads/9/')).unread_count).toBe(0);
  });
});

describe('another import', () => {
  test('changes nothing if nothing has changed (IM-2)', async () => {
    const before = await rowsOf(chat.table);
    const again = await importInto(chat.table, old.url);
    expect(again).toMatchObject({ isComplete: true });
    expect(again.lines).toContain('added: 0 threads, 0 messages');
    expect(changedRows(before, await rowsOf(chat.table))).toEqual([]);
  });

  test('brings what the old system has done since, after what was said here (IM-2)', async () => {
    await rest('11', 'POST', '/threads/5/messages/', { content: 'said here' });
    old.send(5, 12, 'said there', '2027-01-10 10:00:00.000001');
    old.send(13, 10, 'the first one', '2027-01-10 10:00:01');
    const [edited] = old.all('SELECT id FROM chat_chatmessage WHERE thread_id = 6 ORDER BY sent_at DESC LIMIT 1');
    old.run(
      "UPDATE chat_chatmessage SET message = 'edited there', edited_at = '2027-01-10 10:02:00' WHERE id = ?",
      edited!.id,
    );
    old.run('UPDATE chat_chatmessage SET is_read = 1 WHERE thread_id = 4');
    old.run('UPDATE chat_chatthread SET is_active = 0 WHERE id = 7');
    old.run('UPDATE chat_chatthread SET is_active = 1 WHERE id = 2');
    const seen = device.frames.length;

    expect((await importInto(chat.table, old.url)).isComplete).toBe(true);
    const five = await logOf('11', '5');
    expect(five.slice(-2).map(({ content }) => content)).toEqual(['said here', 'said there']);
    expect(await get<Thread>('11', '/threads/5/')).toMatchObject({
      unread_count: 6,
      last_message: { preview: 'said there' },
    });
    expect(await get<Thread>('5', '/threads/13/')).toMatchObject({ unread_count: 1, last_seq: 1 });
    expect((await get('10', '/threads/?limit=1')).results[0]).toMatchObject({ id: '13' });
    expect(await get<Thread>('2', '/threads/6/')).toMatchObject({ last_message: { preview: 'edited there' } });
    expect((await logOf('2', '6')).at(-1)).toMatchObject({ content: 'edited there', revision: 1 });
    expect(await get<Thread>('2', '/threads/4/')).toMatchObject({ unread_count: 0 });
    expect(await get<Thread>('3', '/threads/7/')).toMatchObject({ is_active: false, closed_by: 'marketplace' });
    expect(await get<Thread>('8', '/threads/2/')).toMatchObject({ is_active: true, closed_by: null });
    await chat.wait(3_000);
    expect(device.frames.slice(seen)).toEqual([]);

    const before = await rowsOf(chat.table);
    expect((await importInto(chat.table, old.url)).isComplete).toBe(true);
    expect(changedRows(before, await rowsOf(chat.table))).toEqual([]);
  });

  test('names the rows that differ, and cannot be imported (IM-3)', async () => {
    const Key = { PK: 'T#1', SK: 'M#000000000007' };
    const input = { TableName: chat.table.tableName, Key, ExpressionAttributeNames: { '#content': 'content' } };
    const spoil = { UpdateExpression: 'SET #content = :text', ExpressionAttributeValues: { ':text': 'planted' } };
    await chat.table.documents.send(new UpdateCommand({ ...input, ...spoil }));
    const [bad] = old.all("SELECT id FROM chat_chatmessage WHERE thread_id = 8 AND message_type = 'text' LIMIT 1");
    old.send(8, 7, 'x'.repeat(200_000), '2027-01-10 10:03:00');
    old.send(8, 7, 'when?', 'yesterday');
    old.send(8, 7, 'a picture', '2027-01-10 10:04:00');
    old.run("UPDATE chat_chatmessage SET message_type = 'image' WHERE message = 'a picture'");
    const ids = old.all('SELECT id FROM chat_chatmessage ORDER BY id DESC LIMIT 3').map(({ id }) => id);

    const { isComplete, lines } = await importInto(chat.table, old.url);
    expect(bad).toBeDefined();
    expect(isComplete).toBe(false);
    expect(lines.filter((line) => line.startsWith('different: '))).toEqual([
      `different: message ${messagesOf(old, '1')[6]!.id} of thread 1: has another text here`,
    ]);
    for (const id of ids) expect(lines.join('\n')).toMatch(new RegExp(`not imported as it is: message ${id}\\b`));
  });
});
