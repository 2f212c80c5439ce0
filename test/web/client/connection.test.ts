import { describe, expect, it } from 'vitest';
import { script, seqsOf, unauthorized } from './script.ts';
import { flush, minuteMs } from './world.ts';

describe('connecting', () => {
  it('WS-1, WS-3: sends the token as a sub-protocol, and hello as soon as the socket opens', async () => {
    const { client, kinds, connect } = script();
    const socket = await connect('a.token');
    expect(socket.protocols).toEqual(['chat.v1', 'jwt.a.token']);
    expect(socket.sent).toMatchObject([{ action: 'hello' }]);
    expect(client.connection).toMatchObject({ kind: 'connected', user: { id: 'alice' }, connectionId: 'c1' });
    expect(kinds).toEqual(['connecting', 'connected']);
  });

  it('retries with full jitter and growing bounds while the handshake fails', async () => {
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

  it('retries as soon when the date of the device is set back', async () => {
    const { client, world, at, connect } = script();
    await connect();
    at(-1).break();
    world.dateAheadMs = -60 * minuteMs;
    await world.advance(4_000);
    expect(client.connection.kind).toBe('connecting');
  });

  it("returns the server's time on a device whose date is wrong, also after it has slept", async () => {
    const { client, world, connect } = script();
    world.dateAheadMs = 20 * minuteMs;
    const socket = await connect();
    expect(client.serverNowMs()).toBe(world.nowMs());
    expect(client.sendMessage('t1', 'hello')).toMatchObject({ value: { createdAtMs: world.nowMs() } });
    const sleptMs = 30 * minuteMs;
    socket.hear({ event: 'pong', data: { server_time: new Date(world.nowMs() + sleptMs).toISOString() } });
    expect(client.serverNowMs()).toBe(world.nowMs() + sleptMs);
    socket.hear({ event: 'pong', data: { server_time: 'never' } });
    expect(client.serverNowMs()).toBe(world.nowMs() + sleptMs);
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

  it('does not count connections that a proxy cuts every 20 s as failed attempts', async () => {
    const { client, world, at, connect, confirm } = script();
    await connect();
    for (let cuts = 0; cuts < 5; cuts += 1) {
      await world.advance(20_000);
      at(-1).break();
      expect(client.connection).toMatchObject({ kind: 'waiting', attempt: 1 });
      await world.advance(1_000);
      await confirm();
    }
  });

  it('does not miss a deadline that passes during a step', async () => {
    const { client, world, connect, at, sockets } = script();
    await connect();
    client.on('connection', () => world.passMs(5_000));
    at(-1).break();
    expect(client.connection.kind).toBe('waiting');
    await world.advance(1);
    expect(sockets).toHaveLength(2);
  });

  it('gives up an attempt if hello is not answered', async () => {
    const { client, world, at } = script();
    void client.connect('t');
    await flush();
    at(-1).open();
    await world.advance(10_000);
    expect(client.connection.kind).not.toBe('connected');
    expect(at(0).isClosed).toBe(true);
  });

  it('connects at once when the network is back, when the tab becomes visible, and on retryNow', async () => {
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

  it('is offline while the device has no network, and still connects on retryNow', async () => {
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

  it('starts offline without a network', async () => {
    const { client, device, sockets } = script();
    device.change('offline');
    void client.connect('t');
    await flush();
    expect([client.connection.kind, sockets.length]).toEqual(['offline', 0]);
  });

  it('tries now and then although the device reports no network, and then knows better', async () => {
    const { client, device, world, connect, confirm, sockets, at } = script({ timing: { backoffMaxMs: 30_000 } });
    await connect();
    device.change('offline');
    await world.advance(14_000);
    expect(sockets).toHaveLength(1);
    await world.advance(17_000);
    expect([client.connection.kind, sockets.length]).toEqual(['offline', 2]);
    at(-1).break();
    await world.advance(31_000);
    expect([client.connection.kind, sockets.length]).toEqual(['offline', 3]);
    await confirm();
    expect(client.connection.kind).toBe('connected');
    at(-1).break();
    expect(client.connection.kind).toBe('waiting');
  });

  it('checks a quiet connection when the user turns to the tab, once', async () => {
    const { client, device, world, connect, at } = script();
    await connect();
    await world.advance(29_000);
    device.change('attend');
    expect(at(-1).count('ping')).toBe(0);
    await world.advance(1_000);
    device.change('attend');
    device.change('attend');
    expect(at(-1).count('ping')).toBe(1);
    await world.advance(5_000);
    expect(client.connection.kind).not.toBe('connected');
  });

  it('checks the connection when the tab becomes visible, and replaces it if it does not answer', async () => {
    const { client, device, world, connect, at } = script();
    await connect();
    device.change('wake');
    expect(at(-1).count('ping')).toBe(1);
    await world.advance(5_000);
    expect(client.connection.kind).not.toBe('connected');
  });

  it('ends on disconnect, and fails the calls that wait', async () => {
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

  it('fails connect if disconnect is called first', async () => {
    const { client } = script();
    const connecting = client.connect('t');
    client.disconnect();
    expect(await connecting).toMatchObject({ ok: false, error: { code: 'network' } });
  });

  it('treats a token that no socket accepts as a failed handshake', async () => {
    const { client } = script(
      {
        WebSocket: class {
          constructor() {
            throw new SyntaxError('no sub-protocol');
          }
        } as never,
      },
      () => unauthorized,
    );
    expect(await client.connect('not a token')).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
  });

  it('WS-7: ignores frames that are not valid', async () => {
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
