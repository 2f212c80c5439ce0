import { randomUUID } from 'node:crypto';
import { createSignedIn } from '../lambdas/data/signed-in.ts';
import { TableClient } from '../lambdas/data/table-client.ts';
import type { RawSockets } from '../lambdas/push/raw-sockets.ts';
import { socketIoDisconnect } from '../lambdas/socket-io/connection-events.ts';
import { socketIoFrames } from '../lambdas/socket-io/frames.ts';
import { heartbeatOf } from '../lambdas/socket-io/heartbeat.ts';
import { socketIoName } from '../lambdas/socket-io/name.ts';
import { socketIoTimers } from '../lambdas/socket-io/timers.ts';
import type { CostRow } from './cost-row.ts';
import type { MeasuredChat } from './measured-chat.ts';

/** The gateway takes every post. */
const raw: RawSockets = { post: async () => 'sent', cut: async () => undefined };

/** What a connection of Socket.IO does with the table from its CONNECT packet to its end, in no room. */
async function connection({ world, alice }: MeasuredChat): Promise<void> {
  const { clock, store, rules } = world;
  const { sockets } = world.as(alice.userId);
  const parts = { store, sockets, raw, signedIn: createSignedIn(new TableClient(world.dynamo, world.tableName)) };
  const connectionId = randomUUID();
  const context = { connectionId, connectedAt: clock.nowMs, requestTimeEpoch: clock.nowMs, requestId: randomUUID() };
  const requestContext = { ...context, authorizer: { codec: socketIoName } };
  const expiresAtSeconds = Math.floor(clock.nowMs / 1000) + 3_600;
  const verifyToken = async () => ({ userId: alice.userId, username: alice.userId, expiresAtSeconds });
  await socketIoFrames({ ...parts, rules, verifyToken, maxConnections: 20 })({
    requestContext,
    body: '40{"token":"t"}',
  });
  const check = JSON.stringify({ step: 'check', ids: [connectionId] });
  const heartbeat = heartbeatOf(480_000);
  await socketIoTimers({ ...parts, heartbeat, schedule: async () => undefined })({ Records: [{ body: check }] });
  await socketIoDisconnect(parts)({ requestContext });
}

/** Signing in: a read, a row and the presence; a read by the check; the end of row and presence. */
export const socketIoRows: CostRow[] = [
  {
    operation: 'Socket.IO, a connection from CONNECT to its end',
    bound: { roundTrips: 6, calls: 6, writeUnits: 5, readUnits: 2 },
    measure: (chat) => chat.world.meter.of(() => connection(chat)),
  },
];
