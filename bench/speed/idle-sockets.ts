import type { Chat, Idle, Units } from './chat.ts';
import { unitsOf } from './consumed-units.ts';
import { Inspector, residentBytes } from './memory.ts';
import { measureQuietThread, type QuietThread } from './quiet-thread.ts';

export interface IdleSockets {
  /** What a socket holds in the server's main thread once garbage is collected, in bytes. */
  bytesPerSocket: number;
  /** Of the server's whole process, engine apart, with all of them open. */
  residentBytes: number;
  /** Messages of a thread while all of them are open. */
  beside: QuietThread;
  /** What one of these messages takes of DynamoDB; null where there is none. */
  unitsPerMessage: Units | null;
}

/** So that code that is loaded or compiled with the first sockets is not counted. */
const warmUpSockets = 100;
const opening = 8;
const besideSeconds = 3;

async function open(chat: Chat, from: number, count: number): Promise<Idle[]> {
  const numbers = Array.from({ length: count }, (_, index) => from + index).values();
  const sockets: Idle[] = [];
  const opener = async () => {
    for (const number of numbers) sockets.push(await chat.openIdle(number));
  };
  await Promise.all(Array.from({ length: opening }, opener));
  return sockets;
}

/** Opens many sockets that then do nothing. The server was started with an inspector. */
export async function measureIdleSockets(chat: Chat, count: number): Promise<IdleSockets> {
  const inspector = await Inspector.connect(Inspector.urlIn(chat.server.stderr()));
  const sockets = await open(chat, 0, warmUpSockets);
  const before = await inspector.bytesInUse();
  sockets.push(...(await open(chat, warmUpSockets, count)));
  const after = await inspector.bytesInUse();
  const resident = await residentBytes(chat.server.process);
  inspector.close();
  const { result: beside, units } = await unitsOf(chat, () => measureQuietThread(chat, { seconds: besideSeconds, warmUpSeconds: 0 }));
  const perMessage = (total: number) => total / beside.arrivalMs.length;
  const unitsPerMessage = units && { readUnits: perMessage(units.readUnits), writeUnits: perMessage(units.writeUnits) };
  await Promise.all(sockets.map((socket) => socket.close()));
  return { bytesPerSocket: (after - before) / count, residentBytes: resident, beside, unitsPerMessage };
}
