import type { Chat, Consumption, Idle } from './chat.ts';
import { withConsumption } from './consumption.ts';
import { Inspector, residentBytes } from './memory.ts';
import { measureQuietThread, type QuietThread } from './quiet-thread.ts';

export interface IdleSockets {
  /** What a socket holds in the server's main thread once garbage is collected, in bytes. */
  bytesPerSocket: number;
  /** Of the server's whole process, engine apart, with all of them open. */
  residentBytes: number;
  /** Messages of a thread while all of them are open. */
  beside: QuietThread;
  /** What one of these messages asks of DynamoDB; null where there is none. */
  consumed: Consumption | null;
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
  const send = () => measureQuietThread(chat, { seconds: besideSeconds, warmUpSeconds: 0 });
  const { result: beside, consumed } = await withConsumption(chat, send, ({ arrivalMs }) => arrivalMs.length);
  await Promise.all(sockets.map((socket) => socket.close()));
  return { bytesPerSocket: (after - before) / count, residentBytes: resident, beside, consumed };
}
