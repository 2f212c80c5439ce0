/**
 * Sources: "Amazon API Gateway Management API" reference (PostToConnection, GetConnection, DeleteConnection and their
 * errors); Developer Guide, "Use @connections commands in your backend service"; IAM: "Control access to WebSocket API
 * authorization with IAM" (execute-api:ManageConnections). That GoneException has no body is what SDKs report
 * ("GoneException: UnknownError").
 */
import { once } from 'node:events';
import {
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
  type ApiGatewayManagementApiServiceException,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { credentialsOf } from '../../iam/callers.ts';
import { arnPrefix, startGateway, type Fixture, type FixtureOptions } from '../support/gateway.ts';
import { arnOf } from '../support/functions.ts';
import { recorder } from '../support/handlers.ts';
import type { GatewaySocket } from '../support/socket.ts';

let running: Fixture;
afterEach(() => running.close());

/** A gateway with one open connection. */
async function connected(options: FixtureOptions = {}): Promise<{ socket: GatewaySocket; ConnectionId: string }> {
  const connect = recorder();
  running = await startGateway({ ...options, routes: { ...options.routes, $connect: connect.handler } });
  const socket = await running.open('/ws', [], { headers: { 'User-Agent': 'probe/1' } });
  return { socket, ConnectionId: (await connect.next()).requestContext.connectionId };
}

async function failure(sent: Promise<unknown>): Promise<ApiGatewayManagementApiServiceException> {
  return sent.then(
    () => Promise.reject(new Error('the call did not fail')),
    (error: ApiGatewayManagementApiServiceException) => error,
  );
}

test('POST answers 200 and the client gets the text', async () => {
  const { socket, ConnectionId } = await connected();
  const answer = await running.management().send(new PostToConnectionCommand({ ConnectionId, Data: 'hällo' }));
  expect(answer.$metadata.httpStatusCode).toBe(200);
  expect(await socket.text()).toBe('hällo');
  expect(running.pushes.snapshot()).toEqual({ sent: 1, gone: 0 });
});

test('GET answers 200 with connectedAt, lastActiveAt and identity', async () => {
  const { ConnectionId } = await connected();
  const { $metadata, ...description } = await running.management().send(new GetConnectionCommand({ ConnectionId }));
  expect($metadata.httpStatusCode).toBe(200);
  expect(description).toEqual({
    ConnectedAt: expect.any(Date),
    LastActiveAt: expect.any(Date),
    Identity: { SourceIp: '127.0.0.1', UserAgent: 'probe/1' },
  });
});

test('lastActiveAt is the time of the last traffic in either direction, connectedAt stays', async () => {
  const startMs = Date.UTC(2026, 0, 1);
  vi.useFakeTimers({ toFake: ['Date'], now: startMs });
  onTestFinished(() => void vi.useRealTimers());
  const message = recorder();
  const { socket, ConnectionId } = await connected({ routes: { $default: message.handler } });
  const url = `${running.url}/@connections/${ConnectionId}`;
  const traffic: (() => unknown)[] = [
    () => (socket.send('to the functions'), message.next()),
    () => fetch(url, { method: 'POST', body: 'to the client' }),
    () => (socket.ping(), once(socket, 'pong')),
  ];
  for (const [index, happen] of traffic.entries()) {
    const atMs = startMs + (index + 1) * 1_000;
    vi.setSystemTime(atMs);
    await happen();
    vi.setSystemTime(atMs + 500);
    expect(await (await fetch(url)).json()).toMatchObject({
      connectedAt: new Date(startMs).toISOString(),
      lastActiveAt: new Date(atMs).toISOString(),
    });
  }
});

test('GW-36: DELETE answers 204, closes the socket and calls $disconnect', async () => {
  const disconnect = recorder();
  const { socket, ConnectionId } = await connected({ routes: { $disconnect: disconnect.handler } });
  const closed = socket.closed();
  const answer = await running.management().send(new DeleteConnectionCommand({ ConnectionId }));
  expect(answer.$metadata.httpStatusCode).toBe(204);
  expect(await closed).toEqual({ code: 1000, reason: 'Connection Closed Normally' });
  const { requestContext } = await disconnect.next();
  expect(requestContext).toMatchObject({ disconnectStatusCode: 1000, disconnectReason: 'Connection Closed Normally' });
});

test('GW-37: an unknown connection answers 410 with x-amzn-ErrorType GoneException, and the error has no statusCode', async () => {
  running = await startGateway();
  const ConnectionId = 'AAAAAAAAAAAAAAA=';
  for (const command of [
    new GetConnectionCommand({ ConnectionId }),
    new PostToConnectionCommand({ ConnectionId, Data: 'x' }),
  ]) {
    const error = await failure(running.management().send(command as GetConnectionCommand));
    expect(error.name).toBe('GoneException');
    expect(error.$metadata.httpStatusCode).toBe(410);
    expect(error).not.toHaveProperty('statusCode');
  }
  const response = await fetch(`${running.url}/@connections/${encodeURIComponent(ConnectionId)}`, { method: 'DELETE' });
  expect(response.status).toBe(410);
  expect(response.headers.get('x-amzn-errortype')).toBe('GoneException');
  expect(running.pushes.snapshot()).toEqual({ sent: 0, gone: 1 });
});

test('a connection that was closed answers 410', async () => {
  const disconnect = recorder();
  const { socket, ConnectionId } = await connected({ routes: { $disconnect: disconnect.handler } });
  socket.close();
  await disconnect.next();
  const error = await failure(running.management().send(new PostToConnectionCommand({ ConnectionId, Data: 'late' })));
  expect(error.name).toBe('GoneException');
});

test('GW-38: over 128 KB answers 413 PayloadTooLargeException, exactly 128 KB is sent', async () => {
  const { socket, ConnectionId } = await connected();
  const Data = 'x'.repeat(128 * 1024);
  await running.management().send(new PostToConnectionCommand({ ConnectionId, Data }));
  expect(await socket.text()).toHaveLength(128 * 1024);
  const error = await failure(
    running.management().send(new PostToConnectionCommand({ ConnectionId, Data: `${Data}x` })),
  );
  expect(error.name).toBe('PayloadTooLargeException');
  expect(error.$metadata.httpStatusCode).toBe(413);
});

test('GW-39: throttled answers 429 LimitExceededException; a failure of the service answers 500', async () => {
  const { ConnectionId } = await connected({ faults: { LOCAL_MANAGEMENT_429: 1 } });
  const throttled = await failure(running.management().send(new PostToConnectionCommand({ ConnectionId, Data: 'x' })));
  expect(throttled.name).toBe('LimitExceededException');
  expect(throttled.$metadata.httpStatusCode).toBe(429);
  await running.close();

  const broken = await connected({ faults: { LOCAL_MANAGEMENT_500: 1 } });
  const error = await failure(
    running.management().send(new GetConnectionCommand({ ConnectionId: broken.ConnectionId })),
  );
  expect(error.$metadata.httpStatusCode).toBe(500);
});

test('LOCAL_MANAGEMENT_DELAY_MS: a call takes at least that long, and succeeds', async () => {
  const slow = await connected({ faults: { LOCAL_MANAGEMENT_DELAY_MS: 60_000 } });
  const post = new PostToConnectionCommand({ ConnectionId: slow.ConnectionId, Data: 'never' });
  const hasty = await failure(running.management().send(post, { abortSignal: AbortSignal.timeout(200) }));
  expect(hasty.name).toBe('AbortError');
  expect(running.pushes.snapshot()).toEqual({ sent: 0, gone: 0 });
  await running.close();

  const { socket, ConnectionId } = await connected({ faults: { LOCAL_MANAGEMENT_DELAY_MS: 20 } });
  await running.management().send(new PostToConnectionCommand({ ConnectionId, Data: 'late' }));
  expect(await socket.text()).toBe('late');
});

test('LOCAL_MANAGEMENT_410: the connection is cut without a close frame, and $disconnect follows', async () => {
  const disconnect = recorder();
  const { socket, ConnectionId } = await connected({
    faults: { LOCAL_MANAGEMENT_410: 1 },
    routes: { $disconnect: disconnect.handler },
  });
  const closed = socket.closed();
  const error = await failure(running.management().send(new PostToConnectionCommand({ ConnectionId, Data: 'x' })));
  expect(error.name).toBe('GoneException');
  expect((await closed).code).toBe(1006);
  expect((await disconnect.next()).requestContext.disconnectStatusCode).toBe(1006);
  expect(running.pushes.snapshot()).toEqual({ sent: 0, gone: 1 });
});

test('GW-40: the id may be percent-encoded or not, with or without the stage in front', async () => {
  const { socket, ConnectionId } = await connected();
  const id = encodeURIComponent(ConnectionId);
  const paths = [
    `/@connections/${ConnectionId}`,
    `/@connections/${id}`,
    `/ws/@connections/${ConnectionId}`,
    `/%40connections/${id}`,
    `/ws/%40connections/${id}`,
  ];
  for (const path of paths) {
    const response = await fetch(`${running.url}${path}`, { method: 'POST', body: path });
    expect(response.status).toBe(200);
    expect(await socket.text()).toBe(path);
  }
});

test('GW-41: any prefix other than the stage is forbidden', async () => {
  const { socket, ConnectionId } = await connected();
  for (const path of ['/other/@connections', '/other/%40connections', '/ws/more/@connections']) {
    const response = await fetch(`${running.url}${path}/${ConnectionId}`, { method: 'POST', body: 'x' });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([403, 'ForbiddenException']);
    expect(await response.json()).toEqual({ message: 'Forbidden' });
  }
  expect(running.pushes.snapshot()).toEqual({ sent: 0, gone: 0 });
  expect(socket.unread).toBe(0);
});

test('GW-42: a method that the API does not have is 403', async () => {
  const { ConnectionId } = await connected();
  const response = await fetch(`${running.url}/@connections/${ConnectionId}`, { method: 'PUT', body: 'x' });
  expect(response.status).toBe(403);
  expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
});

test('GW-43: a function may call the methods for connections that its role allows', async () => {
  const statement = {
    effect: 'Allow' as const,
    actions: ['execute-api:ManageConnections'],
    resources: [`${arnPrefix}:wsapi12345/ws/POST/@connections/*`],
    conditions: {},
  };
  const { socket, ConnectionId } = await connected({ roleStatements: [statement] });
  const model = running.functions.models.get(arnOf('pusher'));
  if (model === undefined) throw new Error('no function');
  const client = running.management(credentialsOf(model));
  await client.send(new PostToConnectionCommand({ ConnectionId, Data: 'allowed' }));
  expect(await socket.text()).toBe('allowed');
  const refused = await failure(client.send(new DeleteConnectionCommand({ ConnectionId })));
  expect(refused.name).toBe('AccessDeniedException');
  expect(refused.$metadata.httpStatusCode).toBe(403);
  expect(refused.message).toContain('is not authorized to perform: execute-api:ManageConnections on resource:');
});
