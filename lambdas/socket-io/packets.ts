import { decodePacket, encodePacket, type Packet as Transported } from 'engine.io-parser';
import { Decoder, Encoder, PacketType, type Packet } from 'socket.io-parser';

/**
 * Packets as text: each frame of the WebSocket is one packet of Engine.IO, and its messages are packets of Socket.IO.
 * (Engine.IO protocol, revision 4; Socket.IO protocol, revision 5.)
 */

/** What a client sends. */
export type ClientPacket =
  | { kind: 'connect'; auth: unknown }
  | { kind: 'event'; name: string; args: unknown[]; ackId: number | undefined }
  | { kind: 'disconnect' }
  | { kind: 'ping' }
  /** Needs no answer. */
  | { kind: 'silent' }
  | { kind: 'foreign namespace'; namespace: string }
  | { kind: 'malformed'; reason: string };

const namespace = '/';
const encoder = new Encoder();

/** Its callback is called at once: only packets with a `Blob` have to be read first, and there are none in Node.js. */
function transported(packet: Transported): string {
  let text = '';
  encodePacket(packet, false, (encoded) => (text = String(encoded)));
  return text;
}

function encoded(packet: Omit<Packet, 'nsp'> & { nsp?: string }): string {
  const [data] = encoder.encode({ nsp: namespace, ...packet });
  return transported({ type: 'message', data });
}

/** The first packet of the server. Times in ms. */
export interface Opening {
  sid: string;
  pingInterval: number;
  pingTimeout: number;
  maxPayload: number;
}

export const packets = {
  open: (opening: Opening) => transported({ type: 'open', data: JSON.stringify({ ...opening, upgrades: [] }) }),
  ping: () => transported({ type: 'ping' }),
  pong: () => transported({ type: 'pong' }),
  connected: (sid: string) => encoded({ type: PacketType.CONNECT, data: { sid } }),
  refused: (error: { message: string; data?: unknown }, nsp = namespace) =>
    encoded({ type: PacketType.CONNECT_ERROR, data: error, nsp }),
  disconnected: () => encoded({ type: PacketType.DISCONNECT }),
  event: (name: string, data: unknown) => encoded({ type: PacketType.EVENT, data: [name, data] }),
  ack: (id: number, data: unknown) => encoded({ type: PacketType.ACK, id, data: [data] }),
};

/** Reads a frame of the client. Never throws. */
export function readPacket(text: string): ClientPacket {
  const { type, data = '' } = decodePacket(text);
  if (type === 'ping') return { kind: 'ping' };
  if (type === 'pong' || type === 'noop') return { kind: 'silent' };
  if (type === 'close') return { kind: 'disconnect' };
  if (type !== 'message') return malformed('is no packet of Engine.IO that a client sends');
  if (typeof data !== 'string') return malformed('is binary, which is not supported');
  return readMessage(data);
}

function readMessage(data: string): ClientPacket {
  const packet = decoded(data);
  if (packet instanceof Error) return malformed(packet.message);
  if (packet === null) return malformed('is binary, which is not supported');
  if (packet.nsp !== namespace) return { kind: 'foreign namespace', namespace: packet.nsp };
  const { type, id, data: payload } = packet;
  if (type === PacketType.CONNECT) return { kind: 'connect', auth: payload };
  if (type === PacketType.DISCONNECT) return { kind: 'disconnect' };
  if (type !== PacketType.EVENT) return malformed('is of a type that the server sends');
  const [name, ...args] = (payload ?? []) as unknown[];
  if (typeof name !== 'string') return malformed('names no event');
  if (id !== undefined && !Number.isSafeInteger(id)) return malformed('has an acknowledgement id that is too large');
  return { kind: 'event', name, args, ackId: id };
}

/** A packet, why it is none, or null for the first part of a binary one. The decoder emits a packet at once. */
function decoded(data: string): Packet | null | Error {
  const decoder = new Decoder();
  let packet: Packet | null = null;
  decoder.on('decoded', (found: Packet) => (packet = found));
  try {
    decoder.add(data);
    return packet;
  } catch (error) {
    return error as Error;
  } finally {
    decoder.destroy();
  }
}

function malformed(reason: string): ClientPacket {
  return { kind: 'malformed', reason };
}
