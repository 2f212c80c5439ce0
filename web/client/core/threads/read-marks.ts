import type { EventData } from '../../../../protocol/events.ts';
import { isRetryable, networkFailure } from '../../api/failures.ts';
import type { Failure, Result } from '../../api/types.ts';
import { lastSeqOf, withReads, type Log } from '../log/log.ts';
import { withRead } from '../log/merge-thread.ts';
import type { Turn } from '../machine/turn.ts';
import { request } from '../requests/request.ts';
import { noRead } from '../state/room.ts';
import { refetch } from './joining.ts';

/** Notes up to where the thread is to be marked as read, together with earlier requests that are not confirmed yet. */
export function requestRead(turn: Turn, threadId: string, upToSeq: number | null, call: number): void {
  const room = turn.room(threadId);
  const asked = upToSeq ?? (room.log.loaded ? lastSeqOf(room.log) : 'all');
  const target = room.read.upToSeq === 'all' || asked === 'all' ? 'all' : Math.max(asked, room.read.upToSeq ?? 0);
  turn.setRoom(threadId, { read: { ...room.read, upToSeq: target, calls: [...room.read.calls, call] } });
}

/**
 * Sends the read mark if it is due. A mark that the server has already confirmed is answered without a frame, unless
 * the thread is marked as unread, which a frame ends (ME-2).
 */
export function pumpRead(turn: Turn, id: string, socket: number): void {
  const { read } = turn.room(id);
  if (read.upToSeq === null || read.inFlight !== null || (read.notBeforeMs ?? 0) > turn.nowMs) return;
  const thread = turn.state.threads.get(id);
  const mark = thread?.me.marked_unread ? undefined : thread?.read[turn.state.userId ?? ''];
  if (mark && read.upToSeq !== 'all' && read.upToSeq <= mark.up_to_seq) {
    const user = turn.connected!.user;
    return settleRead(turn, id, { thread_id: id, user_id: user.id, user: user.username, count: 0, ...mark });
  }
  turn.setRoom(id, { read: { ...read, inFlight: read.upToSeq } });
  const upTo = read.upToSeq === 'all' ? {} : { up_to_seq: read.upToSeq };
  request(turn, socket, { action: 'mark_as_read', thread_id: id, ...upTo }, { kind: 'read', threadId: id });
}

/** The server has confirmed a mark. The requests that it covers are answered; later ones stay. */
export function readDone(turn: Turn, threadId: string, data: EventData<'messages_read'>): void {
  const { read } = turn.room(threadId);
  const isCovered = read.upToSeq === read.inFlight || (read.upToSeq !== 'all' && (read.upToSeq ?? 0) <= data.up_to_seq);
  if (isCovered) return settleRead(turn, threadId, data);
  turn.setRoom(threadId, { read: { ...read, inFlight: null } });
}

function settleRead(turn: Turn, threadId: string, data: EventData<'messages_read'>): void {
  answer(turn, threadId, { ok: true, value: data });
}

function answer(turn: Turn, threadId: string, result: Result<unknown>): void {
  const { calls } = turn.room(threadId).read;
  turn.setRoom(threadId, { read: noRead });
  for (const call of calls) turn.do({ kind: 'settle', call, result });
}

export function readFailed(turn: Turn, threadId: string, failure: Failure): void {
  const { read } = turn.room(threadId);
  if (!isRetryable(failure)) return answer(turn, threadId, { ok: false, error: failure });
  turn.setRoom(threadId, { read: { ...read, inFlight: null, notBeforeMs: turn.retryAtMs(failure) } });
}

/** Fails the requests that wait, after `disconnect`. */
export function dropReads(turn: Turn): void {
  for (const room of turn.state.rooms.values()) {
    if (room.read.upToSeq !== null) answer(turn, room.id, { ok: false, error: networkFailure('Disconnected') });
  }
}

/** A user has read: updates the marks, the messages and the unread count. */
export function readArrived(turn: Turn, data: EventData<'messages_read'>): void {
  const thread = turn.state.threads.get(data.thread_id);
  if (!thread) return turn.emit('messages_read', data);
  const changed = withRead(thread, data, turn.state.userId);
  if (changed === thread) return;
  turn.setThread(changed);
  const room = turn.state.rooms.get(data.thread_id);
  const mark = (log: Log) => withReads(log, changed.read, turn.state.userId);
  if (room) turn.setRoom(room.id, { log: mark(room.log), window: room.window && mark(room.window) });
  turn.emit('messages_read', data);
  // The reply that carried the count was lost, so only the server knows how many messages are still unread.
  const isCountLost = data.user_id === turn.state.userId && data.count === 0 && data.up_to_seq < changed.last_seq;
  if (isCountLost) refetch(turn, data.thread_id, Infinity);
}
