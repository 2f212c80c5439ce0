import { networkFailure } from '../../api/failures.ts';
import { unanswered } from '../outbox/outbox.ts';
import type { Request } from '../requests/requests.ts';
import type { Turn } from '../machine/turn.ts';

/** The socket went before the answer came: what can be asked again waits for the next one. */
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
    case 'typing':
      return;
    default:
      return unknownPurpose(purpose, 'requeue');
  }
}

/** Keeps the switches exhaustive: a new purpose does not compile before it is handled. */
export function unknownPurpose(purpose: never, what: string): never {
  throw new Error(`No way to handle ${what} of ${JSON.stringify(purpose)}`);
}
