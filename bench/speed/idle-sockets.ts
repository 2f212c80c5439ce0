import type { Chat, Consumption, Idle } from './chat.ts';
import { withConsumption } from './consumption.ts';
import { openMemoryMeter, residentBytes } from './memory.ts';
import { measureQuietThread, type QuietThread } from './quiet-thread.ts';

export interface IdleSockets {
  /** Bytes of one socket in the server's main thread after a garbage collection; with Python, in its process. */
  bytesPerSocket: number;
  /** Resident memory of the server's process without the engine, with all sockets open. */
  residentBytes: number;
  /** Messages of one thread while all sockets are open. */
  beside: QuietThread;
  /** DynamoDB usage for each of these messages; null if the chat has no DynamoDB. */
  consumed: Consumption | null;
}

/** Opened first, so that code that is loaded or compiled for the first sockets is not counted. */
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

/** Opens `count` sockets that then do nothing. The server must have been started with `inspectorEnvironment`. */
export async function measureIdleSockets(chat: Chat, count: number): Promise<IdleSockets> {
  const meter = await openMemoryMeter(chat.server);
  const sockets = await open(chat, 0, warmUpSockets);
  const before = await meter.bytesInUse();
  sockets.push(...(await open(chat, warmUpSockets, count)));
  const after = await meter.bytesInUse();
  const resident = await residentBytes(chat.server.process);
  meter.close();
  const send = () => measureQuietThread(chat, { seconds: besideSeconds, warmUpSeconds: 0 });
  const { result: beside, consumed } = await withConsumption(chat, send, ({ arrivalMs }) => arrivalMs.length);
  await Promise.all(sockets.map((socket) => socket.close()));
  return { bytesPerSocket: (after - before) / count, residentBytes: resident, beside, consumed };
}
