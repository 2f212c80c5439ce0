import type { CostRow } from './cost-row.ts';
import type { MeasuredChat } from './measured-chat.ts';
import { socketIoConnection } from './socket-io-connection.ts';

/** What a connection of Socket.IO does with the table from its CONNECT packet to its end, in no room. */
async function connection({ world, alice: { userId } }: MeasuredChat): Promise<void> {
  const expiresAtSeconds = Math.floor(world.clock.nowMs / 1000) + 3_600;
  const verifyToken = async () => ({ userId, username: userId, expiresAtSeconds });
  const { packet, check, disconnect } = socketIoConnection(world, { userId, verifyToken });
  await packet('40{"token":"t"}');
  await check();
  await disconnect();
}

/** Signing in: a read, a row and the presence; a read by the check; the end of row and presence. */
export const socketIoRows: CostRow[] = [
  {
    operation: 'Socket.IO, a connection from CONNECT to its end',
    bound: { roundTrips: 6, calls: 6, writeUnits: 5, readUnits: 2 },
    measure: (chat) => chat.world.meter.of(() => connection(chat)),
  },
];
