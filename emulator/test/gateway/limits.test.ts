/**
 * Source: "Amazon API Gateway quotas", WebSocket APIs: frame size 32 KB, message payload size 128 KB (larger ones close
 * with 1009), idle connection timeout 10 minutes, connection duration 2 hours; binary frames: "Develop WebSocket APIs".
 */
import { EventEmitter, once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { OpenConnection } from '../../gateway/websocket/connection.ts';
import { FrameMeter } from '../../gateway/websocket/frame-meter.ts';
import { startGateway, type Fixture } from '../support/gateway.ts';
import { ok, recorder, type Event } from '../support/handlers.ts';

let running: Fixture | undefined;
afterEach(async () => {
  vi.useRealTimers();
  await running?.close();
  running = undefined;
});

const frameMax = 32 * 1024;
const echoLength = { handler: ({ body }: Event) => ({ statusCode: 200, body: String(body.length) }), responds: true };

test('GW-25: a frame of 32 KB passes, one byte more closes with 1009', async () => {
  const disconnect = recorder();
  running = await startGateway({ routes: { $default: echoLength, $disconnect: disconnect.handler } });
  const socket = await running.open();
  socket.send('x'.repeat(frameMax));
  expect(await socket.text()).toBe(String(frameMax));
  socket.send('x'.repeat(frameMax + 1));
  expect(await socket.closed()).toMatchObject({ code: 1009 });
  expect((await disconnect.next()).requestContext.disconnectStatusCode).toBe(1009);
  expect(socket.unread).toBe(0);
});

/** One message in frames of 32 KB. */
function sendInFrames(socket: WebSocket, bytes: number): void {
  for (let left = bytes; left > 0; left -= frameMax) {
    socket.send('x'.repeat(Math.min(left, frameMax)), { fin: left <= frameMax });
  }
}

test('a message of 128 KB in frames of 32 KB passes, one byte more closes with 1009', async () => {
  const disconnect = recorder();
  running = await startGateway({ routes: { $default: echoLength, $disconnect: disconnect.handler } });
  const socket = await running.open();
  sendInFrames(socket, 4 * frameMax);
  expect(await socket.text()).toBe(String(4 * frameMax));
  sendInFrames(socket, 4 * frameMax + 1);
  expect(await socket.closed()).toMatchObject({ code: 1009 });
  expect((await disconnect.next()).requestContext.disconnectStatusCode).toBe(1009);
});

test('GW-26: a binary frame closes with 1003 and reaches no function', async () => {
  const message = recorder();
  running = await startGateway({ routes: { $default: message.handler } });
  const socket = await running.open();
  socket.send(Buffer.from('hello'));
  expect(await socket.closed()).toMatchObject({ code: 1003 });
  expect(message.events).toHaveLength(0);
});

test('an idle connection closes with 1001', async () => {
  const disconnect = recorder();
  running = await startGateway({ routes: { $disconnect: disconnect.handler }, options: { idleTimeoutMs: 50 } });
  const socket = await running.open();
  expect(await socket.closed()).toEqual({ code: 1001, reason: 'Going away' });
  expect((await disconnect.next()).requestContext).toMatchObject({
    disconnectStatusCode: 1001,
    disconnectReason: 'Going away',
  });
});

test('a connection ends after its lifetime even if it is busy', async () => {
  running = await startGateway({
    routes: { $default: echoLength },
    options: { connectionLifetimeMs: 100, idleTimeoutMs: 60_000 },
  });
  const socket = await running.open();
  const closed = socket.closed();
  socket.on('message', () => socket.readyState === socket.OPEN && socket.send('again'));
  socket.send('once');
  expect(await closed).toMatchObject({ code: 1001 });
});

test('GW-28: over sockets, traffic in either direction keeps a connection open that would be closed as idle', async () => {
  const connect = recorder();
  running = await startGateway({
    routes: { $connect: connect.handler, $default: ok },
    options: { idleTimeoutMs: 2_000 },
  });
  const idOf = async () => String((await connect.next()).requestContext.connectionId);
  const [talking, hearing, beating] = [await running.open(), await running.open(), await running.open()];
  const [, hearingId] = [await idOf(), await idOf()];
  const silent = await running.open();
  let isSilent = true;
  const closed = silent.closed().finally(() => (isSilent = false));
  while (isSilent) {
    talking.send('from the client');
    beating.ping();
    await fetch(`${running.url}/@connections/${hearingId}`, { method: 'POST', body: 'to the client' });
    await setTimeout(50);
  }
  expect(await closed).toEqual({ code: 1001, reason: 'Going away' });
  expect([talking, hearing, beating].map(({ readyState }) => readyState)).toEqual(Array(3).fill(silent.OPEN));
});

/** An open connection on a socket that only records, with AWS's times. */
function connectionOnFakeTime() {
  vi.useFakeTimers();
  const socket = Object.assign(new EventEmitter(), { close: vi.fn(), send: vi.fn(), readyState: 1, OPEN: 1 });
  const info = {
    connectionId: 'c=',
    connectedAtMs: 0,
    clockSkewMs: 0,
    domainName: '',
    sourceIp: '',
    userAgent: null,
    authorizer: null,
  };
  const listener = { onMessage: vi.fn(), onEnd: vi.fn() };
  const times = { idleTimeoutMs: 600_000, connectionLifetimeMs: 7_200_000 };
  const connection = new OpenConnection(info, socket as unknown as WebSocket, times, listener);
  return { socket, connection };
}

test('GW-27: traffic in either direction resets the idle time of ten minutes', () => {
  const traffic: ((fake: ReturnType<typeof connectionOnFakeTime>) => void)[] = [
    ({ socket }) => socket.emit('message', Buffer.from('from the client'), false),
    ({ connection }) => connection.send('to the client'),
    ({ socket }) => socket.emit('ping'),
    ({ socket }) => socket.emit('pong'),
  ];
  for (const happen of traffic) {
    const fake = connectionOnFakeTime();
    vi.advanceTimersByTime(599_999);
    happen(fake);
    vi.advanceTimersByTime(599_999);
    expect(fake.socket.close).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(fake.socket.close).toHaveBeenCalledWith(1001, 'Going away');
  }
});

test('GW-29: two hours end the connection', () => {
  const { socket } = connectionOnFakeTime();
  for (let minutes = 0; minutes < 119; minutes += 1) {
    vi.advanceTimersByTime(60_000);
    socket.emit('ping');
  }
  expect(socket.close).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60_000);
  expect(socket.close).toHaveBeenCalledWith(1001, 'Going away');
});

test('GW-30: a ping of the client is answered by a pong; the gateway sends no pings', async () => {
  running = await startGateway();
  const socket = await running.open();
  let pings = 0;
  socket.on('ping', () => (pings += 1));
  socket.ping('beat');
  const [data] = await once(socket, 'pong');
  expect(String(data)).toBe('beat');
  expect(pings).toBe(0);
});

test('no compression is negotiated, so that a frame is as long as its text', async () => {
  running = await startGateway();
  const socket = await running.open('/ws', [], { perMessageDeflate: true });
  expect(socket.extensions).toBe('');
});

test('frames are measured in whatever pieces their bytes arrive', () => {
  const masked = (length: number) => {
    const size =
      length < 126
        ? [length]
        : length < 65_536
          ? [126, length >> 8, length & 255]
          : [127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 255, length & 255];
    return Buffer.from([0x81, 0x80 | (size[0] ?? 0), ...size.slice(1), 1, 2, 3, 4, ...Array(length).fill(7)]);
  };
  const lengths = [0, 1, 125, 126, 300, 65_535, 65_536, 70_000, 3];
  const bytes = Buffer.concat(lengths.map(masked));
  for (const chunkBytes of [1, 2, 3, 7, 14, 1_000, 65_537, bytes.length]) {
    const seen: number[] = [];
    const meter = new FrameMeter((payloadBytes) => seen.push(payloadBytes));
    for (let at = 0; at < bytes.length; at += chunkBytes) meter.push(bytes.subarray(at, at + chunkBytes));
    expect(seen).toEqual(lengths);
  }
});
