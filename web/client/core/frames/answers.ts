import type { EventData, EventName } from '../../../../protocol/events.ts';
import type { Failure } from '../../api/types.ts';
import { isRetryable } from '../../api/failures.ts';
import { closed, confirmed } from '../connection/dialling.ts';
import { tokenRefused } from '../connection/ending.ts';
import { renewalFailed, renewed } from '../connection/lifetime.ts';
import { readDone, readFailed } from '../threads/reads.ts';
import { requeue, unknownPurpose } from '../connection/requeue.ts';
import type { Request } from '../requests/requests.ts';
import { joined, joinFailed, refetch } from '../threads/rooms.ts';
import { searched, sendFailed, sent } from '../outbox/sending.ts';
import type { Turn } from '../machine/turn.ts';

/** A reply that is no error. What it says was taken in already; this is about who asked. */
export function answered(turn: Turn, { purpose, socket }: Request, event: EventName, data: EventData): void {
  switch (purpose.kind) {
    case 'hello':
      return confirmed(turn, socket, data as EventData<'connection_confirmed'>);
    case 'renew':
      return renewed(turn, purpose.expiresAtMs);
    case 'join':
      return joined(turn, purpose.threadId, socket, purpose.afterSeq, data as EventData<'thread_joined'>);
    case 'leave':
      return turn.setRoom(purpose.threadId, { busy: false });
    case 'read':
      return readDone(turn, purpose.threadId, data as EventData<'messages_read'>);
    case 'send':
      return sent(turn, purpose.entryId, data as EventData<'new_message'>);
    case 'search':
      return searched(turn, purpose.entryId, data as EventData<'thread_joined'>);
    case 'call':
      return turn.do({ kind: 'settle', call: purpose.call, result: { ok: true, value: data } });
    case 'ping':
    case 'typing':
      return;
    default:
      return unknownPurpose(purpose, event);
  }
}

/** The server refused a request, or could not carry it out. */
export function failed(turn: Turn, request: Request, failure: Failure): void {
  const { purpose, socket } = request;
  // A bad token in a renewal leaves the old one in force (WS-6); every other `unauthorized` ends the connection.
  if (failure.code === 'unauthorized' && purpose.kind !== 'renew') {
    requeue(turn, request);
    return tokenRefused(turn, failure);
  }
  switch (purpose.kind) {
    case 'hello':
      return closed(turn, socket);
    case 'renew':
      return renewalFailed(turn, failure);
    case 'join':
      return joinFailed(turn, purpose.threadId, purpose.afterSeq, failure);
    case 'leave':
      return turn.setRoom(purpose.threadId, { busy: false });
    case 'read':
      return readFailed(turn, purpose.threadId, failure);
    case 'send':
    case 'search':
      return sendFailed(turn, purpose.entryId, failure);
    case 'call':
      turn.do({ kind: 'settle', call: purpose.call, result: { ok: false, error: failure } });
      // It may have been carried out all the same, and who asked gets no push.
      return isRetryable(failure) ? refetch(turn, purpose.threadId, purpose.seq) : undefined;
    case 'ping':
    case 'typing':
      return;
    default:
      return unknownPurpose(purpose, failure.code);
  }
}
