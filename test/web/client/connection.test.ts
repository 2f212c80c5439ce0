import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../web/client/index.ts';
import { aMessage, joinedData } from './objects.ts';
import { aToken, script, seqsOf, type RestAnswer } from './script.ts';
import { flush } from './world.ts';

const minuteMs = 60_000;
const unauthorized: RestAnswer = { status: 401, body: { message: 'Unauthorized' } };

describe('connecting', () => {
  it('offers the token as a sub-protocol and says hello as soon as the socket opens (WS-1, WS-3)', async () => {
    const { client, kinds, connect } = script();
    const socket = await connect('a.token');
    expect(socket.protocols).toEqual(['chat.v1', 'jwt.a.token']);
    expect(socket.sent).toMatchObject([{ action: 'hello' }]);
    expect(client.connection).toMatchObject({ kind: 'connected', user: { id: 'alice' }, connectionId: 'c1' });
    expect(kinds).toEqual(['connecting', 'connected']);
  });

  it('tries again with full jitter and growing bounds while the handshake fails', async () => {
    const { client, world, at, sockets } = script({ timing: { backoffBaseMs: 1_000, backoffMaxMs: 8_000 } });
    void client.connect('t');
    await flush();
    for (const boundMs of [1_000, 2_000, 4_000, 8_000, 8_000]) {
      at(-1).break();
      await flush();
      const state = client.connection;
      if (state.kind !== 'waiting') throw new Error(state.kind);
      expect(state.retryAtMs - world.nowMs()).toBeGreaterThan(0);
      expect(state.retryAtMs - world.nowMs()).toBeLessThanOrEqual(boundMs);
      await world.advance(boundMs);
    }
    expect(sockets).toHaveLength(6);
  });

  it('counts a connection that does not last as one more failed attempt', async () => {
    const { client, world, at, connect, confirm } = script();
    await connect();
    at(-1).break();
    expect(client.connection).toMatchObject({ kind: 'waiting', attempt: 2 });
    await world.advanceUntil(() => client.connection.kind === 'connecting');
    await confirm();
    await world.advance(minuteMs);
    at(-1).break();
    expect(client.connection).toMatchObject({ kind: 'waiting', attempt: 1 });
  });

  it('does not miss a moment that passes while it is still at work', async () => {
    const { client, world, connect, at, sockets } = script();
    await connect();
    client.on('connection', () => world.passMs(5_000));
    at(-1).break();
    expect(client.connection.kind).toBe('waiting');
    await world.advance(1);
    expect(sockets).toHaveLength(2);
  });

  it('gives an attempt up where the hello is not answered', async () => {
    const { client, world, at } = script();
    void client.connect('t');
    await flush();
    at(-1).open();
    await world.advance(10_000);
    expect(client.connection.kind).not.toBe('connected');
    expect(at(0).isClosed).toBe(true);
  });

  it('connects at once when the network returns, when the tab wakes, and on retryNow', async () => {
    for (const event of ['online', 'wake', 'retry'] as const) {
      const { client, device, at, sockets } = script();
      void client.connect('t');
      await flush();
      at(-1).break();
      await flush();
      expect(client.connection.kind).toBe('waiting');
      if (event === 'retry') client.retryNow();
      else device.change(event);
      await flush();
      expect(sockets).toHaveLength(2);
    }
  });

  it('is offline while the device has no network, and lets the user try all the same', async () => {
    const { client, device, connect, sockets, at } = script();
    await connect();
    device.change('offline');
    expect(client.connection.kind).toBe('offline');
    expect(at(-1).isClosed).toBe(true);
    device.change('wake');
    await flush();
    expect(sockets).toHaveLength(1);
    client.retryNow();
    await flush();
    expect(sockets).toHaveLength(2);
    at(-1).break();
    await flush();
    expect(client.connection.kind).toBe('offline');
  });

  it('starts offline where there is no network', async () => {
    const { client, device, sockets } = script();
    device.change('offline');
    void client.connect('t');
    await flush();
    expect([client.connection.kind, sockets.length]).toEqual(['offline', 0]);
  });

  it('asks a connection that may have died in its sleep, and replaces it where it does not answer', async () => {
    const { client, device, world, connect, at } = script();
    await connect();
    device.change('wake');
    expect(at(-1).count('ping')).toBe(1);
    await world.advance(5_000);
    expect(client.connection.kind).not.toBe('connected');
  });

  it('ends for good on disconnect, and answers who waits', async () => {
    const { client, world, at, connect, sockets } = script();
    await connect();
    const joining = client.joinThread('t1');
    client.disconnect();
    expect(await joining).toMatchObject({ ok: false, error: { code: 'network' } });
    expect([client.connection.kind, at(-1).isClosed]).toEqual(['idle', true]);
    await world.advance(10 * minuteMs);
    expect(sockets).toHaveLength(1);
    expect(await client.markAsRead('t1')).toMatchObject({ ok: false, error: { code: 'network' } });
    expect(await client.edit('t1', 1, 'x')).toMatchObject({ ok: false, error: { code: 'network' } });
  });

  it('answers connect when disconnect comes first', async () => {
    const { client } = script();
    const connecting = client.connect('t');
    client.disconnect();
    expect(await connecting).toMatchObject({ ok: false, error: { code: 'network' } });
  });

  it('takes what no socket takes as a token for a refused handshake', async () => {
    const { client } = script({ WebSocket: class { constructor() { throw new SyntaxError('no sub-protocol'); } } as never }, () => unauthorized);
    expect(await client.connect('not a token')).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
  });

  it('ignores what makes no sense (WS-7)', async () => {
    const { client, joined } = script();
    const socket = await joined();
    socket.hearText('no json');
    socket.hear(null);
    socket.hear({ event: 'from_the_future', data: { x: 1 } });
    socket.hear({ event: 'pong', request_id: 'unknown', data: { server_time: 'x' } });
    const failures: string[] = [];
    client.on('failure', ({ code }) => failures.push(code));
    socket.hear({ event: 'new_message', data: null });
    expect(failures).toEqual(['internal']);
    expect(client.connection.kind).toBe('connected');
    expect(seqsOf(client.log('t1'))).toEqual([1, 2, 3]);
  });
});

describe('tokens', () => {
  it('fetches a fresh one where the handshake was refused, and gives up where that is refused too (WS-1)', async () => {
    const { client, at, sockets } = script({}, () => unauthorized);
    let fetched = 0;
    const connecting = client.connect(async () => `token${(fetched += 1)}`);
    for (let round = 0; round < 2; round += 1) {
      await flush();
      at(-1).break();
    }
    expect(await connecting).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
    expect(sockets.map((socket) => socket.protocols[1])).toEqual(['jwt.token1', 'jwt.token2']);
    expect(client.connection.kind).toBe('refused');
    client.retryNow();
    await flush();
    expect(client.connection.kind).toBe('connecting');
  });

  it('connects with a fresh one when the server does not take the old one any more (WS-6)', async () => {
    const { client, at, connect } = script();
    let fetched = 0;
    const socket = await connect(async () => `token${(fetched += 1)}`);
    const reading = client.markAsRead('t1', 3);
    socket.reply('mark_as_read', 'error', { code: 'unauthorized', message: 'expired' });
    await flush();
    expect(at(-1).protocols[1]).toBe('jwt.token2');
    expect(socket.isClosed).toBe(true);
    client.disconnect();
    expect(await reading).toMatchObject({ ok: false });
  });

  it('is refused where the only token is not taken any more', async () => {
    const { client, connect } = script();
    const socket = await connect('only');
    socket.hear({ event: 'error', data: { code: 'unauthorized', message: 'expired' } });
    await flush();
    expect(client.connection).toMatchObject({ kind: 'refused', error: { code: 'unauthorized' } });
  });

  it('renews in place, well before the end (WS-6)', async () => {
    const { client, world, connect, sockets } = script();
    const socket = await connect(async () => aToken({ sub: 'alice', exp: world.nowMs() / 1000 + 600 }));
    await world.advance(9 * minuteMs - 1);
    expect(socket.count('hello')).toBe(1);
    await world.advance(1);
    expect(socket.last('hello').token).toEqual(aToken({ sub: 'alice', exp: world.nowMs() / 1000 + 600 }));
    socket.reply('hello', 'connection_confirmed', { user: { id: 'alice', username: 'A' }, connection_id: 'c1', server_time: '' });
    await world.advance(9 * minuteMs);
    expect(socket.count('hello')).toBe(3);
    expect([sockets.length, client.connection.kind]).toEqual([1, 'connected']);
  });

  it('keeps the old one where a renewal fails, and connects anew when it ends', async () => {
    const { client, world, connect, sockets, at } = script({ timing: { retryInternalMs: 1_000 } });
    const failures: string[] = [];
    client.on('failure', ({ code }) => failures.push(code));
    const socket = await connect(async () => aToken({ sub: 'alice', exp: world.nowMs() / 1000 + 600 }));
    await world.advance(9 * minuteMs);
    socket.reply('hello', 'error', { code: 'unauthorized', message: 'bad token' });
    expect([client.connection.kind, failures]).toEqual(['connected', ['unauthorized']]);
    await world.advance(1_000);
    expect(socket.count('hello')).toBe(3);
    socket.reply('hello', 'error', { code: 'forbidden', message: 'another user' });
    await world.advance(minuteMs);
    expect(sockets.length).toBeGreaterThan(1);
    expect(at(0).isClosed).toBe(true);
  });

  it('connects anew when the token ends before another one could be had (WS-6)', async () => {
    const { client, world, connect, sockets, at, confirm } = script({ timing: { retryInternalMs: 1e9 } });
    const tokens = [async () => aToken({ sub: 'alice', exp: world.nowMs() / 1000 + 600 }), () => Promise.reject(new Error('later'))];
    await connect(() => (tokens.shift() ?? (async () => 'fresh'))());
    await world.advance(10 * minuteMs - 1);
    expect([sockets.length, client.connection.kind]).toEqual([1, 'connected']);
    await world.advance(1);
    expect([at(0).isClosed, at(1).protocols[1]]).toEqual([true, 'jwt.fresh']);
    await confirm();
    expect(client.connection.kind).toBe('connected');
  });

  it('finds the end of a token by the server\'s clock', async () => {
    const { client, world, at } = script();
    const serverMs = world.nowMs() - 3_600_000;
    void client.connect(async () => aToken({ sub: 'alice', exp: (serverMs + 10 * minuteMs) / 1000 }));
    await flush();
    const socket = at(-1);
    socket.open();
    socket.reply('hello', 'connection_confirmed', { user: { id: 'alice', username: 'A' }, connection_id: 'c', server_time: new Date(serverMs).toISOString() });
    await world.advance(9 * minuteMs - 1);
    expect(socket.count('hello')).toBe(1);
    await world.advance(1);
    expect(socket.count('hello')).toBe(2);
  });

  it('waits and tries again where a token cannot be fetched, or never comes', async () => {
    const { client, world, sockets } = script();
    const failures: string[] = [];
    client.on('failure', ({ message }) => failures.push(message));
    let fetched = 0;
    void client.connect(() => {
      fetched += 1;
      if (fetched === 1) return Promise.reject(new Error('no network'));
      return fetched === 2 ? new Promise(() => {}) : Promise.resolve('t');
    });
    await flush();
    expect(client.connection.kind).toBe('waiting');
    await world.advanceUntil(() => sockets.length === 1);
    expect(failures).toEqual(['no network', 'The token did not come in time']);
  });

  it('is refused where the source says that there is no token', async () => {
    const { client } = script();
    const error = new ChatError('unauthorized', 'signed out');
    expect(await client.connect(() => Promise.reject(error))).toEqual({ ok: false, error: { code: 'unauthorized', message: 'signed out' } });
  });

  it('uses the token that it has to the end where the source says that there is no other, and asks once more then', async () => {
    const { client, world, connect } = script();
    let asked = 0;
    await connect(async () => {
      asked += 1;
      if (asked > 1) throw new ChatError('unauthorized', 'signed out');
      return aToken({ sub: 'alice', exp: world.nowMs() / 1000 + 600 });
    });
    await world.advance(10 * minuteMs - 1);
    expect([client.connection.kind, asked]).toEqual(['connected', 2]);
    await world.advance(1);
    expect([client.connection.kind, asked]).toEqual(['refused', 3]);
  });
});

describe('a connection that lasts', () => {
  it('is used before it counts as idle', async () => {
    const { world, connect } = script({ timing: { pingEveryMs: 5 * minuteMs } });
    const socket = await connect();
    await world.advance(5 * minuteMs);
    expect(socket.count('ping')).toBe(1);
    socket.reply('ping', 'pong', { server_time: '' });
    await world.advance(4 * minuteMs);
    socket.hear({ event: 'pong', data: { server_time: '' } });
    await world.advance(4 * minuteMs);
    expect(socket.count('ping')).toBe(1);
  });

  it('fetches what it may have missed in place of a ping where a thread is joined', async () => {
    const { client, world, joined } = script({ timing: { pingEveryMs: 5 * minuteMs } });
    const socket = await joined();
    await world.advance(5 * minuteMs);
    expect(socket.last('join_thread')).toMatchObject({ after_seq: 3 });
    socket.reply('join_thread', 'thread_joined', joinedData([aMessage(4)]));
    expect(seqsOf(client.log('t1'))).toEqual([1, 2, 3, 4]);
  });

  it('is given up where a frame is not answered', async () => {
    const { client, world, connect } = script();
    const socket = await connect();
    const editing = client.edit('t1', 1, 'x');
    await world.advance(15_000);
    expect(await editing).toMatchObject({ ok: false, error: { code: 'network' } });
    expect([socket.isClosed, client.connection.kind]).toEqual([true, 'waiting']);
  });

  it('is replaced before two hours without a gap: the old one hears until the new one has joined', async () => {
    const { client, world, joined, at, confirm, sockets, kinds } = script({ timing: { replaceAfterMs: 115 * minuteMs } });
    const old = await joined();
    await world.advance(100 * minuteMs);
    expect(sockets).toHaveLength(1);
    await world.advanceUntil(() => sockets.length === 2);
    old.hear({ event: 'new_message', data: aMessage(4) });
    await confirm();
    expect(at(1).last('join_thread')).toMatchObject({ after_seq: 4 });
    old.hear({ event: 'new_message', data: aMessage(5) });
    expect(old.isClosed).toBe(false);
    at(1).reply('join_thread', 'thread_joined', joinedData([aMessage(5)]));
    expect(old.isClosed).toBe(true);
    expect(seqsOf(client.log('t1'))).toEqual([1, 2, 3, 4, 5]);
    expect(kinds).toEqual(['connecting', 'connected']);
    expect(client.log('t1').status.kind).toBe('live');
  });

  it('stays while its successor fails, and is succeeded at once where it ends first', async () => {
    const { client, world, connect, at, sockets, confirm } = script({ timing: { replaceAfterMs: minuteMs } });
    const old = await connect();
    await world.advanceUntil(() => sockets.length === 2);
    at(1).break();
    await flush();
    expect(client.connection.kind).toBe('connected');
    await world.advanceUntil(() => sockets.length === 3);
    old.break();
    expect(client.connection.kind).toBe('connecting');
    await confirm();
    expect(client.connection.kind).toBe('connected');
  });

  it('joins again, and fetches page by page what it missed, when the old one ends before the new one has joined', async () => {
    const { client, world, joined, at, confirm, sockets } = script({ timing: { replaceAfterMs: minuteMs } });
    const old = await joined();
    await world.advanceUntil(() => sockets.length === 2);
    await confirm();
    old.break();
    at(1).reply('join_thread', 'thread_joined', joinedData([aMessage(4)], { has_more: true, last_seq: 5 }));
    expect(at(1).last('join_thread')).toMatchObject({ after_seq: 4 });
    at(1).reply('join_thread', 'thread_joined', joinedData([aMessage(5)]));
    expect(seqsOf(client.log('t1'))).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('errors that nobody waits for', () => {
  it('are told as failures, and end nothing', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const told: string[] = [];
    client.on('error', ({ code }) => told.push(code));
    client.on('failure', ({ code }) => told.push(`failure ${code}`));
    socket.hear({ event: 'error', data: { code: 'bad_request', message: 'what?' } });
    client.startTyping('t1');
    socket.reply('typing_start', 'error', { code: 'rate_limited', message: 'slow' });
    client.leaveThread('t1');
    socket.reply('leave_thread', 'error', { code: 'internal', message: 'sorry' });
    expect(told).toEqual(['bad_request', 'failure bad_request', 'rate_limited', 'internal']);
    void client.joinThread('t1');
    expect(socket.count('join_thread')).toBe(2);
    expect(client.connection.kind).toBe('connected');
  });
});

describe('errors of the gateway, which name no request (WS-4)', () => {
  const crash = { message: 'Internal server error', connectionId: 'c', requestId: 'aws' };

  it('are meant for the only request that waits', async () => {
    const { client, connect } = script();
    const socket = await connect();
    const editing = client.edit('t1', 1, 'x');
    socket.hear(crash);
    expect(await editing).toMatchObject({ ok: false, error: { code: 'internal' } });
  });

  it('are taken as rate_limited and unauthorized by their text', async () => {
    const { client, connect } = script();
    const socket = await connect('only');
    const editing = client.edit('t1', 1, 'x');
    socket.hear({ message: 'Too Many Requests' });
    expect(await editing).toMatchObject({ ok: false, error: { code: 'rate_limited' } });
    void client.edit('t1', 1, 'x');
    socket.hear({ message: 'Unauthorized' });
    await flush();
    expect(client.connection.kind).toBe('refused');
  });

  it('are meant, of several requests, for the one that is not answered soon', async () => {
    const { client, world, connect } = script();
    const socket = await connect();
    const first = client.edit('t1', 1, 'x');
    const firstId = socket.last('edit_message').request_id;
    const second = client.edit('t1', 2, 'y');
    socket.hear(crash);
    socket.hear({ event: 'message_edited', request_id: firstId, data: aMessage(1, { content: 'x' }) });
    expect(await first).toMatchObject({ ok: true });
    await world.advance(2_000);
    expect(await second).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(client.connection.kind).toBe('connected');
  });

  it('end an attempt to connect', async () => {
    const { client, at } = script();
    void client.connect('t');
    await flush();
    at(-1).open();
    at(-1).hear(crash);
    expect(client.connection.kind).toBe('waiting');
  });
});
