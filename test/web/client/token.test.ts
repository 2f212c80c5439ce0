import { describe, expect, it } from 'vitest';
import { ChatError } from '@marketplace-chat/client';
import { aToken, script, unauthorized } from './script.ts';
import { flush, minuteMs } from './world.ts';

describe('tokens', () => {
  it('is fetched again after every fourth failed attempt: the server may have begun to refuse the kept one', async () => {
    const { client, world, at, sockets } = script({ timing: { backoffBaseMs: 1_000, backoffMaxMs: 8_000 } });
    let fetched = 0;
    void client.connect(async () => `token-${(fetched += 1)}`);
    for (let attempt = 1; attempt <= 9; attempt += 1) {
      await world.advanceUntil(() => sockets.length === attempt);
      at(-1).break();
      await flush();
    }
    expect(sockets.map((socket) => socket.protocols[1])).toEqual(
      [1, 1, 1, 1, 2, 2, 2, 2, 3].map((count) => `jwt.token-${count}`),
    );
  });

  it('WS-1: a fresh one is fetched after a refused handshake; the second refusal is final', async () => {
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

  it('WS-6: the client connects with a fresh one when the server no longer accepts the old one', async () => {
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

  it('the client is refused if its only token is no longer accepted', async () => {
    const { client, connect } = script();
    const socket = await connect('only');
    socket.hear({ event: 'error', data: { code: 'unauthorized', message: 'expired' } });
    await flush();
    expect(client.connection).toMatchObject({ kind: 'refused', error: { code: 'unauthorized' } });
  });

  it('WS-6: a token is renewed in place before it expires', async () => {
    const { client, world, connect, sockets } = script();
    const socket = await connect(async () => aToken({ sub: 'alice', exp: world.nowMs() / 1000 + 600 }));
    await world.advance(9 * minuteMs - 1);
    expect(socket.count('hello')).toBe(1);
    await world.advance(1);
    expect(socket.last('hello').token).toEqual(aToken({ sub: 'alice', exp: world.nowMs() / 1000 + 600 }));
    socket.reply('hello', 'connection_confirmed', {
      user: { id: 'alice', username: 'A' },
      connection_id: 'c1',
      server_time: '',
    });
    await world.advance(9 * minuteMs);
    expect(socket.count('hello')).toBe(3);
    expect([sockets.length, client.connection.kind]).toEqual([1, 'connected']);
  });

  it('WS-6: the old one stays if a renewal fails, and the client reconnects when it expires', async () => {
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

  it('WS-6: the client reconnects when the token expires before another one was fetched', async () => {
    const { client, world, connect, sockets, at, confirm } = script({ timing: { retryInternalMs: 1e9 } });
    const tokens = [
      async () => aToken({ sub: 'alice', exp: world.nowMs() / 1000 + 600 }),
      () => Promise.reject(new Error('later')),
    ];
    await connect(() => (tokens.shift() ?? (async () => 'fresh'))());
    await world.advance(10 * minuteMs - 1);
    expect([sockets.length, client.connection.kind]).toEqual([1, 'connected']);
    await world.advance(1);
    expect([at(0).isClosed, at(1).protocols[1]]).toEqual([true, 'jwt.fresh']);
    await confirm();
    expect(client.connection.kind).toBe('connected');
  });

  it('renews in time after the device has slept, as soon as the server has told its time', async () => {
    const { world, connect } = script();
    const socket = await connect(async () => aToken({ sub: 'alice', exp: world.nowMs() / 1000 + 600 }));
    const sleptMs = 9 * minuteMs;
    socket.hear({ event: 'pong', data: { server_time: new Date(world.nowMs() + sleptMs).toISOString() } });
    await world.advance(1);
    expect(socket.count('hello')).toBe(2);
  });

  it("the expiry of a token is on the server's clock", async () => {
    const { client, world, at } = script();
    const serverMs = world.nowMs() - 3_600_000;
    void client.connect(async () => aToken({ sub: 'alice', exp: (serverMs + 10 * minuteMs) / 1000 }));
    await flush();
    const socket = at(-1);
    socket.open();
    socket.reply('hello', 'connection_confirmed', {
      user: { id: 'alice', username: 'A' },
      connection_id: 'c',
      server_time: new Date(serverMs).toISOString(),
    });
    await world.advance(9 * minuteMs - 1);
    expect(socket.count('hello')).toBe(1);
    await world.advance(1);
    expect(socket.count('hello')).toBe(2);
  });

  it('the client waits and retries if a token cannot be fetched, or never arrives', async () => {
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
    expect(failures).toEqual(['no network', 'The token did not arrive in time']);
  });

  it('the client is refused if the source rejects with unauthorized', async () => {
    const { client } = script();
    const error = new ChatError('unauthorized', 'signed out');
    expect(await client.connect(() => Promise.reject(error))).toEqual({
      ok: false,
      error: { code: 'unauthorized', message: 'signed out' },
    });
  });

  it('the current one is used until it expires if there is no other, and then the source is asked again', async () => {
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
