import { ChatError } from '../../protocol/errors.ts';
import { badRequest } from '../../protocol/parse.ts';
import { endOf, isLive } from '../chat/model/connection.ts';
import type { Recipient, TokenOwner } from '../chat/model/types.ts';
import { openConnection } from '../chat/open-connection.ts';
import type { Context } from '../chat/ports/context.ts';
import type { SignedIn } from '../data/signed-in.ts';
import type { UserCalls } from '../gateway/user-calls.ts';
import type { RateLimit } from '../chat/model/types.ts';
import type { VerifyToken } from '../platform/tokens.ts';
import { socketIoName } from './name.ts';

export interface SignInParts {
  signedIn: SignedIn;
  verifyToken: VerifyToken;
  calls: UserCalls;
  rules: { maxConnections: number; userLimit: RateLimit | null };
}

/** The connection that signs in, and whose token its handshake had, if it had a good one. */
export interface Unsigned {
  connectionId: string;
  connectedAtMs: number;
  handshakeOwner: TokenOwner | null;
}

/**
 * The CONNECT packet of a client (SIO-2): proves the user, by the packet's own token or else by that of the handshake,
 * and opens the connection as a handshake of the chat's own protocol does (WS-1, WS-17, WS-18).
 * @param auth what the packet contains
 * @returns the connection, or null if it has signed in meanwhile
 * @throws ChatError why not; the connection has to be closed then
 */
export async function signIn(
  ctx: Context,
  unsigned: Unsigned,
  auth: unknown,
  { signedIn, verifyToken, calls, rules }: SignInParts,
): Promise<Recipient | null> {
  const owner = await ownerOf(auth, unsigned.handshakeOwner, verifyToken);
  const { connectionId, connectedAtMs } = unsigned;
  const expiresAtSeconds = endOf(connectedAtMs, owner.expiresAtSeconds);
  if (!isLive({ expiresAtSeconds }, ctx.nowMs)) throw new ChatError('unauthorized', 'token: has expired');
  await calls.count(ctx, owner.userId, rules.userLimit);
  const connection = { ...owner, expiresAtSeconds, connectionId, connectedAtMs, codec: socketIoName };
  if (!(await signedIn.add(connection))) return null;
  // A ban counts until now, so this is when the connection opens.
  if (await openConnection(ctx, { ...connection, connectedAtMs: ctx.nowMs }, rules.maxConnections)) return connection;
  throw new ChatError('rate_limited', 'too many calls; connect again in a minute');
}

async function ownerOf(auth: unknown, handshakeOwner: TokenOwner | null, verify: VerifyToken): Promise<TokenOwner> {
  const token = typeof auth === 'object' && auth !== null ? (auth as { token?: unknown }).token : undefined;
  if (typeof token === 'string') return verify(token);
  if (token !== undefined && token !== null) throw badRequest([{ field: 'auth.token', message: 'must be a string' }]);
  if (handshakeOwner === null) throw new ChatError('unauthorized', 'token: is missing');
  return handshakeOwner;
}
