import { ChatError } from '../../protocol/errors.ts';
import { usernameOrId } from '../../protocol/names.ts';
import { id } from '../../protocol/primitives.ts';
import type { Caller } from '../chat/model/types.ts';

/**
 * The user of verified claims: the id is `sub`; the name is the username claim, or `sub` if there is none.
 * @throws ChatError `unauthorized` if `sub` is not a valid id
 */
export function callerOf(claims: Record<string, unknown>, usernameClaim: string): Caller {
  const userId = id.safeParse(claims.sub);
  if (!userId.success) throw new ChatError('unauthorized', 'sub: must be an id of 1 to 128 characters');
  const claim = claims[usernameClaim];
  const username = typeof claim === 'string' && claim.isWellFormed() ? claim : undefined;
  return { userId: userId.data, username: usernameOrId(username, userId.data) };
}
