import { networkFailure } from '../../api/failures.ts';
import type { Turn } from '../machine/turn.ts';
import { request } from '../requests/request.ts';

type Verb =
  | { action: 'edit_message'; content: string; revision?: number }
  | { action: 'delete_message' }
  | { action: 'add_reaction' | 'remove_reaction'; emoji: string };

/**
 * Sends an edit, a delete or a reaction. It fails without a connection rather than wait, because the user sees the
 * result at once.
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
