import { networkFailure } from '../../api/failures.ts';
import type { Turn } from '../machine/turn.ts';
import { unanswered } from '../outbox/entries.ts';
import { unknownPurpose, type Request } from '../state/request.ts';

/** The socket closed before the reply arrived. What can be requested again waits for the next connection. */
export function requeue(turn: Turn, { purpose }: Request): void {
  switch (purpose.kind) {
    case 'join':
    case 'leave':
      return turn.setRoom(purpose.threadId, { busy: false });
    case 'read':
      return turn.setRoom(purpose.threadId, { read: { ...turn.room(purpose.threadId).read, inFlight: null } });
    case 'send':
    case 'search':
      return unanswered(turn, purpose.entryId);
    case 'call':
      return turn.do({
        kind: 'settle',
        call: purpose.call,
        result: { ok: false, error: networkFailure('The connection was lost') },
      });
    case 'hello':
    case 'renew':
    case 'ping':
      return;
    default:
      return unknownPurpose(purpose, 'requeue');
  }
}
