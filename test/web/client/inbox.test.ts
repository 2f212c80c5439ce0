import { describe, expect, it } from 'vitest';
import type { Thread } from '../../../protocol/objects.ts';
import { aMessage, aThread, alice, bob, joinedData, timeAt } from './objects.ts';
import { script, type Rest, type RestAnswer } from './script.ts';
import { flush } from './world.ts';

const thread = (id: string, seconds: number, patch: Partial<Thread> = {}) =>
  aThread({ id, last_message_at: timeAt(seconds), ...patch });

/** A server with these pages. The cursor of a page is its index. */
function pages(lists: Thread[][], unread: Record<string, number> = {}) {
  const asked: string[] = [];
  const state = { lists, unread, failing: null as RestAnswer | null };
  const rest: Rest = (method, path) => {
    asked.push(`${method} ${path}`);
    if (state.failing) return state.failing;
    if (path === '/unread-count/') return { status: 200, body: { unread_count: 0, threads: state.unread } };
    const index = Number(new URLSearchParams(path.split('?')[1]).get('cursor') ?? 0);
    const next = index + 1 < state.lists.length ? String(index + 1) : null;
    return { status: 200, body: { results: state.lists[index], next_cursor: next } };
  };
  return { rest, asked, state };
}
const ids = (inbox: { threads: readonly Thread[] }) => inbox.threads.map(({ id }) => id);
const updated = (data: Thread) => ({ event: 'thread_updated', data: { thread: data } });

describe('the inbox', () => {
  it('loads page by page, newest first, with the unread total of all threads', async () => {
    const { rest, asked } = pages([[thread('a', 9, { unread_count: 2 }), thread('b', 8)], [thread('c', 7)]], {
      a: 2,
      z: 5,
    });
    const { client, connect } = script({}, rest);
    await connect();
    expect(client.inbox.status.kind).toBe('empty');
    expect(await client.loadThreads()).toEqual({ ok: true, value: client.inbox });
    expect(client.inbox).toMatchObject({ unreadTotal: 7, hasMore: true, status: { kind: 'ready' } });
    await client.loadThreads();
    expect([ids(client.inbox), client.inbox.hasMore]).toEqual([['a', 'b', 'c'], false]);
    await client.loadThreads();
    expect(asked.filter((call) => call.includes('/threads/'))).toEqual([
      'GET /threads/?limit=50',
      'GET /threads/?limit=50&cursor=1',
    ]);
  });

  it('has pinned threads first, and archived ones only once a message has brought them back (ME-1, ME-2)', async () => {
    const nothing = aThread().me;
    const pinned = thread('pinned', 1, { me: { ...nothing, pinned: true } });
    const archived = thread('t1', 7, { me: { ...nothing, archived: true, marked_unread: true } });
    const { rest } = pages([[pinned, thread('b', 8)]]);
    const { client, connect } = script({}, rest);
    const socket = await connect();
    await client.loadThreads();
    socket.hear(updated(archived));
    expect(ids(client.inbox)).toEqual(['pinned', 'b']);
    void client.joinThread('t1');
    socket.reply('join_thread', 'thread_joined', { ...joinedData([]), thread: archived });
    socket.hear({ event: 'new_message', data: aMessage(1, { sender: bob, sent_at: timeAt(9) }) });
    expect(ids(client.inbox)).toEqual(['pinned', 't1', 'b']);
    expect(client.log('t1').thread?.me).toMatchObject({ archived: false, marked_unread: true });
    socket.hear({ event: 'new_message', data: aMessage(2, { sender: alice }) });
    expect(client.log('t1').thread?.me).toMatchObject({ marked_unread: false });
  });

  it('has the archive once it is loaded, follows it, and loads it again after a reconnect (ME-2)', async () => {
    const nothing = aThread().me;
    const archived = (id: string, seconds: number) => thread(id, seconds, { me: { ...nothing, archived: true } });
    let archive = [archived('x', 5), archived('y', 6)];
    const inbox = pages([[thread('a', 9), thread('b', 8)]]);
    const rest: Rest = (...call) =>
      call[1].includes('view=archived')
        ? { status: 200, body: { results: archive, next_cursor: null } }
        : inbox.rest(...call);
    const { client, connect, sockets, confirm, world } = script({}, rest);
    const socket = await connect();
    await client.loadThreads();
    const shown = () => [ids(client.inbox), ids({ threads: client.inbox.archived }), client.inbox.isArchiveLoaded];
    expect(shown()).toEqual([['a', 'b'], [], false]);
    await client.loadArchive();
    expect(shown()).toEqual([['a', 'b'], ['y', 'x'], true]);
    socket.hear(updated(thread('x', 10)));
    socket.hear(updated(archived('b', 8)));
    expect(shown()).toEqual([['x', 'a'], ['b', 'y'], true]);
    archive = [archived('b', 8)];
    inbox.state.lists = [[thread('a', 9)]];
    socket.break();
    await world.advanceUntil(() => sockets.length === 2);
    await confirm();
    await flush();
    expect(shown()).toEqual([['a'], ['b'], true]);
  });

  it('continues after empty pages, because the server reads a limited number of threads for each', async () => {
    const { rest, asked } = pages([[], [], [thread('a', 9)], [thread('b', 8)]]);
    const { client, connect } = script({}, rest);
    await connect();
    await client.loadThreads();
    expect([ids(client.inbox), client.inbox.hasMore]).toEqual([['a'], true]);
    await client.loadThreads();
    expect([ids(client.inbox), client.inbox.hasMore]).toEqual([['a', 'b'], false]);
    expect(asked.filter((call) => call.includes('/threads/'))).toHaveLength(4);
  });

  it('resolves with the failure if it cannot be loaded, and loads on the next call', async () => {
    const { rest, state } = pages([[thread('a', 9)]]);
    const { client, connect } = script({}, rest);
    await connect();
    state.failing = { status: 503, body: { message: 'Service Unavailable' } };
    expect(await client.loadThreads()).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(client.inbox.status).toMatchObject({ kind: 'failed', error: { code: 'internal' } });
    state.failing = null;
    await client.loadThreads();
    expect([ids(client.inbox), client.inbox.status.kind]).toEqual([['a'], 'ready']);
  });

  it('keeps the list if a further page cannot be loaded', async () => {
    const { rest, state } = pages([[thread('a', 9)], [thread('b', 8)]]);
    const { client, connect } = script({}, rest);
    await connect();
    await client.loadThreads();
    state.failing = { status: 500, body: {} };
    expect(await client.loadThreads()).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect([ids(client.inbox), client.inbox.hasMore]).toEqual([['a'], true]);
  });

  it('fails if the server answers with anything but threads, and loads them when it is asked again', async () => {
    const { rest, state } = pages([[{ id: 'a' } as Thread]]);
    const { client, connect } = script({}, rest);
    await connect();
    expect(await client.loadThreads()).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(client.inbox).toMatchObject({ threads: [], status: { kind: 'failed', error: { code: 'internal' } } });
    expect(await client.loadArchive()).toMatchObject({ ok: false, error: { code: 'internal' } });
    state.lists = [[thread('a', 9)]];
    await client.loadThreads();
    expect([ids(client.inbox), client.inbox.status.kind]).toEqual([['a'], 'ready']);
  });

  it('WS-9: follows thread_updated in any order', async () => {
    const { rest } = pages([[thread('a', 9, { last_seq: 1 }), thread('b', 8)]]);
    const { client, connect } = script({}, rest);
    const socket = await connect();
    await client.loadThreads();
    socket.hear(updated(thread('b', 12, { last_seq: 3, unread_count: 3 })));
    socket.hear(updated(thread('b', 11, { last_seq: 2, unread_count: 2 })));
    socket.hear(updated(thread('new', 10, { unread_count: 1 })));
    expect([ids(client.inbox), client.inbox.unreadTotal]).toEqual([['b', 'new', 'a'], 4]);
  });

  it('counts messages that arrive and are read in a joined thread', async () => {
    const { client, joined } = script();
    const socket = await joined(1);
    const now = () => client.log('t1').thread!;
    socket.hear({ event: 'new_message', data: aMessage(2, { content: 'x'.repeat(200) }) });
    socket.hear({ event: 'new_message', data: aMessage(3, { sender: alice }) });
    expect(now()).toMatchObject({
      unread_count: 1,
      last_seq: 3,
      last_message: { sender_id: 'alice' },
      last_message_at: timeAt(3),
    });
    socket.hear({
      event: 'message_edited',
      data: aMessage(3, { sender: alice, content: 'edited', edited_at: timeAt(9) }),
    });
    expect(now().last_message?.preview).toBe('edited');
    socket.hear({ event: 'message_edited', data: aMessage(2, { content: 'older', edited_at: timeAt(9) }) });
    expect(now().last_message?.preview).toBe('edited');
    const read = { thread_id: 't1', user_id: 'alice', user: 'Alice', read_at: timeAt(9) };
    socket.hear({ event: 'messages_read', data: { ...read, count: 1, up_to_seq: 2 } });
    expect(now().unread_count).toBe(0);
    expect(client.inbox.unreadTotal).toBe(0);
  });

  it('is loaded again after a reconnect, as far as it was loaded, and drops removed threads', async () => {
    const first = Array.from({ length: 50 }, (_, index) => thread(`a${index}`, 900 - index));
    const { rest, asked, state } = pages([first, [thread('b', 8)], [thread('c', 7)]], { b: 1 });
    const { client, connect, at, sockets, confirm, world } = script({}, rest);
    const socket = await connect();
    await client.loadThreads();
    await client.loadThreads();
    socket.break();
    state.lists = [[thread('d', 999), ...first.slice(1)], [thread('b', 8)], [thread('c', 7)]];
    state.unread = { d: 4 };
    asked.length = 0;
    await world.advanceUntil(() => sockets.length === 2);
    await confirm();
    at(-1).hear(updated(thread('pushed', 950)));
    await flush();
    expect(ids(client.inbox).slice(0, 3)).toEqual(['d', 'pushed', 'a1']);
    expect(ids(client.inbox)).not.toContain('a0');
    expect(client.inbox.threads).toHaveLength(52);
    expect(asked.filter((call) => call.includes('/threads/'))).toEqual([
      'GET /threads/?limit=100',
      'GET /threads/?limit=100&cursor=1',
    ]);
  });

  it('is not loaded after a reconnect if it was not loaded before', async () => {
    const { rest, asked } = pages([[]]);
    const { connect } = script({}, rest);
    await connect();
    await flush();
    expect(asked).toEqual([]);
  });

  it('does not list a removed thread until it is active again', async () => {
    const answers: Record<string, RestAnswer> = {
      'DELETE /threads/a/': { status: 204 },
      'GET /threads/?limit=50': {
        status: 200,
        body: { results: [thread('a', 9, { unread_count: 2 })], next_cursor: null },
      },
      'GET /unread-count/': { status: 200, body: { unread_count: 2, threads: { a: 2 } } },
    };
    const { client, connect } = script({}, (method, path) => answers[`${method} ${path}`]!);
    const socket = await connect();
    await client.loadThreads();
    expect(await client.removeThread('a')).toEqual({ ok: true, value: undefined });
    expect(client.inbox).toMatchObject({ threads: [], unreadTotal: 0 });
    socket.hear(updated(thread('a', 9, { is_active: false, unread_count: 2 })));
    expect(client.inbox).toMatchObject({ threads: [], unreadTotal: 0 });
    socket.hear(updated(thread('a', 9)));
    expect(ids(client.inbox)).toEqual(['a']);
  });

  it('lists a removed thread that the user asks for again, though the other one had closed it', async () => {
    const closed = thread('n', 5, { is_active: false, closed_by: bob.id });
    const { client, connect } = script({}, (method) =>
      method === 'DELETE' ? { status: 204 } : { status: 200, body: closed },
    );
    await connect();
    await client.createThread({ client: alice, freelancer: bob });
    await client.removeThread('n');
    expect(ids(client.inbox)).toEqual([]);
    await client.createThread({ client: alice, freelancer: bob });
    expect(ids(client.inbox)).toEqual(['n']);
  });

  it('lists a thread that the user creates or changes, and resolves with the failure if that fails', async () => {
    const opened = thread('n', 5);
    const refused = {
      code: 'bad_request',
      title: 'Bad request',
      status: 400,
      detail: 'with oneself',
      type: 'about:blank',
    };
    const { client, connect } = script({}, (method) => {
      if (method === 'DELETE') return { status: 400, body: refused };
      return { status: 200, body: method === 'PATCH' ? { ...opened, is_active: false } : opened };
    });
    await connect();
    expect(await client.createThread({ client: alice, freelancer: bob })).toEqual({ ok: true, value: opened });
    expect(ids(client.inbox)).toEqual(['n']);
    await client.setActive('n', false);
    expect(client.inbox.threads[0]?.is_active).toBe(false);
    expect(await client.removeThread('n')).toEqual({
      ok: false,
      error: { code: 'bad_request', message: 'with oneself' },
    });
    expect(ids(client.inbox)).toEqual(['n']);
  });

  it('ignores the unread count of an outdated view of a thread', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const mark = { up_to_seq: 3, read_at: timeAt(9) };
    socket.hear({
      event: 'messages_read',
      data: { thread_id: 't1', user_id: 'alice', user: 'Alice', count: 3, ...mark },
    });
    socket.hear(updated(aThread({ last_seq: 3, unread_count: 3 })));
    expect(client.log('t1').thread).toMatchObject({ unread_count: 0, read: { alice: mark } });
    socket.hear(updated({ ...joinedData([]).thread, last_seq: 2, unread_count: 2, read: { bob: mark } }));
    expect(client.log('t1').thread).toMatchObject({ unread_count: 0, last_seq: 3, read: { alice: mark, bob: mark } });
  });
});
