import { randomUUID } from 'node:crypto';
import { createSignedIn } from '../lambdas/data/signed-in.ts';
import { TableClient } from '../lambdas/data/table-client.ts';
import type { VerifyToken } from '../lambdas/platform/tokens.ts';
import type { RawSockets } from '../lambdas/push/raw-sockets.ts';
import { socketIoDisconnect } from '../lambdas/socket-io/connection-events.ts';
import { socketIoFrames } from '../lambdas/socket-io/frames.ts';
import { heartbeatOf } from '../lambdas/socket-io/heartbeat.ts';
import { socketIoName } from '../lambdas/socket-io/name.ts';
import { socketIoTimers } from '../lambdas/socket-io/timers.ts';
import type { World } from './world.ts';

export interface ConnectionOptions {
  /** A user whose sockets are told of pushes. */
  userId: string;
  verifyToken: VerifyToken;
  /** Receives what is posted to the connection; the gateway takes every post. */
  posted?: (text: string) => void;
}

/** A connection of Socket.IO after its handshake, by the handlers themselves: what they do with the table. */
export function socketIoConnection(world: World, { userId, verifyToken, posted }: ConnectionOptions) {
  const { clock, store, rules } = world;
  const raw: RawSockets = {
    async post(_, bytes) {
      posted?.(new TextDecoder().decode(bytes));
      return 'sent';
    },
    cut: async () => undefined,
  };
  const signedIn = createSignedIn(new TableClient(world.dynamo, world.tableName));
  const parts = { store, sockets: world.as(userId).sockets, raw, signedIn };
  const connectionId = randomUUID();
  const context = { connectionId, connectedAt: clock.nowMs, requestTimeEpoch: clock.nowMs, requestId: randomUUID() };
  const requestContext = { ...context, authorizer: { codec: socketIoName } };
  const timers = socketIoTimers({ ...parts, heartbeat: heartbeatOf(480_000), schedule: async () => undefined });
  const check = JSON.stringify({ step: 'check', ids: [connectionId] });
  return {
    /** Sends the open packet. */
    open: () => timers({ connectionId }),
    packet: (body: string) =>
      socketIoFrames({ ...parts, rules, verifyToken, maxConnections: 20 })({ requestContext, body }),
    /** What is done when the time for signing in is over. */
    check: () => timers({ Records: [{ body: check }] }),
    disconnect: () => socketIoDisconnect(parts)({ requestContext }),
  };
}
