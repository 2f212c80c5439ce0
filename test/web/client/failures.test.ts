import { describe, expect, it } from 'vitest';
import { aMessage, aThread } from './objects.ts';
import { script } from './script.ts';
import { flush } from './world.ts';

describe('errors that no call waits for', () => {
  it('are emitted, and end nothing', async () => {
    const { client, joined } = script();
    const socket = await joined();
    const told: string[] = [];
    client.on('error', ({ code }) => told.push(code));
    client.on('failure', ({ code }) => told.push(`failure ${code}`));
    client.startTyping('t1');
    socket.hear({ event: 'error', data: { code: 'rate_limited', message: 'slow' } });
    client.leaveThread('t1');
    socket.reply('leave_thread', 'error', { code: 'internal', message: 'sorry' });
    expect(told).toEqual(['rate_limited', 'internal']);
    void client.joinThread('t1');
    expect(socket.count('join_thread')).toBe(2);
    expect(client.connection.kind).toBe('connected');
  });
});

it('a thread that breaks the contract is reported, and changes nothing', async () => {
  const { client, connect } = script();
  const socket = await connect();
  const codes: string[] = [];
  client.on('failure', ({ code }) => codes.push(code));
  socket.hear({ event: 'thread_updated', data: { thread: { id: 'broken' } } });
  expect([codes, client.inbox.threads]).toEqual([['internal'], []]);
  socket.hear({ event: 'thread_updated', data: { thread: aThread({ id: 'next' }) } });
  expect(client.inbox.threads.map(({ id }) => id)).toEqual(['next']);
});

describe('WS-4: errors of the gateway, which name no request', () => {
  const crash = { message: 'Internal server error', connectionId: 'c', requestId: 'aws' };

  it('belong to the only request that waits', async () => {
    const { client, connect } = script();
    const socket = await connect();
    const editing = client.edit('t1', 1, 'x');
    socket.hear(crash);
    expect(await editing).toMatchObject({ ok: false, error: { code: 'internal' } });
  });

  it('count as rate_limited or unauthorized by their text', async () => {
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

  it('belong to the request that is not answered soon, if several wait', async () => {
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
