import { encodeConnectionUser } from '../gateway/connection-context.ts';
import { tokenOf, type Handshake } from '../gateway/handshake.ts';
import type { TokenOwner } from '../chat/model/types.ts';
import type { VerifyToken } from '../platform/tokens.ts';
import { socketIoName } from './name.ts';

/** The revision of the Engine.IO protocol, as the client names it in the query (`EIO=4`). */
const revision = '4';

/** Whether a client of Engine.IO, of any revision, asks for a connection. */
export function isEngineIo({ queryStringParameters: query }: Handshake): boolean {
  return query?.EIO !== undefined;
}

/**
 * What every later event of the connection says about it; null if the handshake is refused: another revision, or
 * another transport than a WebSocket from the start. A token may come later, in the CONNECT packet, so none or a bad
 * one is no reason (SIO-2).
 */
export async function socketIoContext(handshake: Handshake, verifyToken: VerifyToken) {
  const { EIO, transport, sid } = handshake.queryStringParameters ?? {};
  if (EIO !== revision || transport !== 'websocket' || sid !== undefined) return null;
  const token = tokenOf(handshake);
  const owner = token === undefined ? null : await verifyToken(token).catch(() => null);
  return contextOf(owner);
}

function contextOf(owner: TokenOwner | null) {
  return owner === null ? { codec: socketIoName } : encodeConnectionUser({ ...owner, codec: socketIoName });
}
