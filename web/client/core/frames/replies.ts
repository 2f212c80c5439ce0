import type { EventData, EventName } from '../../../../protocol/events.ts';
import { isRetryable } from '../../api/failures.ts';
import type { Failure } from '../../api/types.ts';
import { tokenRefused } from '../connection/ending.ts';
import { closed, confirmed } from '../connection/handshake.ts';
import { renewalFailed, renewed } from '../connection/lifetime.ts';
import { requeue } from '../connection/requeue.ts';
import type { Turn } from '../machine/turn.ts';
import { searched, sendFailed, sent } from '../outbox/sending.ts';
import { unknownPurpose, type Request } from '../state/request.ts';
import { joined, joinFailed, refetch } from '../threads/joining.ts';
import { readDone, readFailed } from '../threads/read-marks.ts';

/** Handles a reply for the request that it answers. What its data says was already taken in, as from a push. */
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
      return;
    default:
      return unknownPurpose(purpose, event);
  }
}

/** Handles an `error` for the request that it answers. */
export function failed(turn: Turn, request: Request, failure: Failure): void {
  const { purpose, socket } = request;
  // A bad token in a renewal leaves the old one valid (WS-6). Every other `unauthorized` ends the connection.
  if (failure.code === 'unauthorized' && purpose.kind !== 'renew') {
    requeue(turn, request);
    return tokenRefused(turn, failure);
  }
  switch (purpose.kind) {
    case 'hello':
      return closed(turn, socket, failure);
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
      // The change may have been made all the same, and the requesting connection gets no push (WS-2).
      // After a conflict (WS-13) the user decides by the message as it is.
      return isRetryable(failure) || failure.code === 'conflict'
        ? refetch(turn, purpose.threadId, purpose.seq)
        : undefined;
    case 'ping':
      return;
    default:
      return unknownPurpose(purpose, failure.code);
  }
}
