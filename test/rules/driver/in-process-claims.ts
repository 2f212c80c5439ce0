import { ChatError } from '../../../protocol/errors.ts';

/** A token of a chat in this process: its claims, without a signature. */
export interface Claims {
  sub: string;
  username: string | undefined;
  exp: number;
}

/** @throws ChatError `unauthorized` for a text that is no token */
export function claimsOf(token: string): Claims {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString()) as Claims;
  } catch {
    throw new ChatError('unauthorized', 'token: is not valid');
  }
}
