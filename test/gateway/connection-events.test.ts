import { describe, expect, it, vi } from 'vitest';
import type { Presence, Recipient } from '../../lambdas/chat/model/types.ts';
import { connectHandler, disconnectHandler, type ConnectionEvent } from '../../lambdas/gateway/connection-events.ts';
import { aStore, nowMs, someSockets } from './fixtures.ts';

function event(
  fields: Partial<ConnectionEvent> = {},
  expiresAtSeconds: number | string = nowMs / 1000 + 600,
): ConnectionEvent {
  const authorizer = { user_id: 'alice', username: 'Alice', expires_at: expiresAtSeconds, codec: 'chat.v1' };
  return {
    requestContext: { connectionId: 'c-1', connectedAt: nowMs, requestTimeEpoch: nowMs, requestId: 'r-1', authorizer },
    ...fields,
  };
}

const rules = { maxConnections: 20, userLimit: null };

describe('$connect', () => {
  function connect(given: ConnectionEvent) {
    const opened = vi.fn(async (connection: Recipient): Promise<Presence> => ({
      userId: connection.userId,
      connections: [{ ...connection, threadIds: new Set<string>() }],
      unfinishedEnds: [],
    }));
    const store = aStore({ openConnection: opened });
    return { opened, response: connectHandler({ store, sockets: someSockets().sockets }, rules)(given) };
  }

  it('stores who is connected, until when, and with which codec', async () => {
    const { opened, response } = connect(event());
    expect(await response).toEqual({ statusCode: 200 });
    expect(opened).toHaveBeenCalledWith({
      connectionId: 'c-1',
      userId: 'alice',
      username: 'Alice',
      codec: 'chat.v1',
      connectedAtMs: nowMs,
      expiresAtSeconds: nowMs / 1000 + 600,
    });
  });

  it('WS-1: selects chat.v1 if it is offered, and never the token', async () => {
    const { response } = connect(event({ headers: { 'Sec-WebSocket-Protocol': 'chat.v1, jwt.t' } }));
    expect(await response).toEqual({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'chat.v1' } });
  });

  it("accepts the context's numbers as text as well", async () => {
    const { opened, response } = connect(event({}, String(nowMs / 1000 + 600)));
    await response;
    expect(opened.mock.calls[0]?.[0].expiresAtSeconds).toBe(nowMs / 1000 + 600);
  });

  it('fails if the table cannot be written', async () => {
    const handler = connectHandler({ store: aStore(), sockets: someSockets().sockets }, rules);
    await expect(handler(event())).rejects.toThrow();
  });
});

describe('$disconnect', () => {
  it('removes the connection of its user', async () => {
    const endConnection = vi.fn(async () => null);
    const handler = disconnectHandler({ store: aStore({ endConnection }), sockets: someSockets().sockets });
    expect(await handler(event())).toEqual({ statusCode: 200 });
    expect(endConnection).toHaveBeenCalledWith({ connectionId: 'c-1', userId: 'alice' });
  });
});
