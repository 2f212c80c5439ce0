import { networkFailure } from '../../api/failures.ts';
import type { Turn } from '../machine/turn.ts';
import { request } from '../requests/request.ts';

type Verb = { action: 'edit_message'; content: string } | { action: 'delete_message' };

/**
 * Sends an edit or a delete. It fails without a connection rather than wait, because the user sees the result at once.
 */
export function change(
  turn: Turn,
  { call, threadId, seq }: { call: number; threadId: string; seq: number },
  verb: Verb,
): void {
  const { connected } = turn;
  if (!connected)
    return turn.do({ kind: 'settle', call, result: { ok: false, error: networkFailure('Not connected') } });
  request(turn, connected.socket, { ...verb, thread_id: threadId, seq }, { kind: 'call', call, threadId, seq });
}
