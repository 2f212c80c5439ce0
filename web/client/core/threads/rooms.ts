import type { EventData } from '../../../../protocol/events.ts';
import type { Message, User } from '../../../../protocol/objects.ts';
import { limits } from '../../../../protocol/limits.ts';
import type { Failure } from '../../api/types.ts';
import { isRetryable } from '../../api/failures.ts';
import { outOfContact } from './contact.ts';
import { hasGap, lastSeqOf, takeFirstPage, takeMessages, takeOlderPage, withReads, type Taken } from '../log/log.ts';
import { entriesFailed, hasUnsent } from '../outbox/outbox.ts';
import { request } from '../requests/requests.ts';
import { storedAs } from '../outbox/sending.ts';
import type { Room } from '../machine/state.ts';
import { mergeThread, withMessage } from '../log/thread.ts';
import { stoppedTyping } from './typing.ts';
import type { Turn } from '../machine/turn.ts';

const gapPatienceMaxMs = 30_000;

export function join(turn: Turn, threadId: string): void {
  turn.setRoom(threadId, { wanted: true, failure: null, retryAtMs: null });
}

export function leave(turn: Turn, threadId: string): void {
  turn.setRoom(threadId, { wanted: false, failure: null });
}

/** A room is joined where the caller wants it, and where a message still has to be sent. */
function shouldBeJoined(turn: Turn, room: Room): boolean {
  return room.failure === null && (room.wanted || hasUnsent(turn, room.id));
}

/** Fetches what follows the log in every joined room. Returns whether there was one. */
export function syncRooms(turn: Turn): boolean {
  const joined = [...turn.state.rooms.values()].filter((room) => room.joinedOn !== null && room.cursor === null);
  for (const room of joined) turn.setRoom(room.id, { cursor: lastSeqOf(room.log) });
  return joined.length > 0;
}

/** Fetches the messages from `seq` on once more, and the thread with them: something may have changed unnoticed. */
export function refetch(turn: Turn, threadId: string, seq: number): void {
  const room = turn.state.rooms.get(threadId);
  if (!room || room.joinedOn === null || !room.log.loaded) return;
  const afterSeq = Math.min(Math.max(seq, room.log.firstSeq) - 1, lastSeqOf(room.log));
  turn.setRoom(threadId, { cursor: Math.min(room.cursor ?? afterSeq, afterSeq) });
}

/** Joins, leaves, or fetches the next page, whichever is due in this room; one of them at a time. */
export function pumpRoom(turn: Turn, id: string, socket: number): void {
  const room = turn.room(id);
  if (room.busy || (room.retryAtMs ?? 0) > turn.nowMs) return;
  if (!shouldBeJoined(turn, room)) {
    if (room.joinedOn !== null) sendLeave(turn, room, socket);
  } else if (room.joinedOn !== socket) {
    const afterSeq = room.log.loaded ? (room.cursor ?? room.resyncFrom ?? lastSeqOf(room.log)) : null;
    sendJoin(turn, id, socket, afterSeq);
  } else if (room.cursor !== null) sendJoin(turn, id, socket, room.cursor);
  else if (room.gapAtMs !== null && room.gapAtMs <= turn.nowMs) {
    turn.setRoom(id, { gapAtMs: null, gapTries: room.gapTries + 1 });
    sendJoin(turn, id, socket, lastSeqOf(room.log));
  }
}

function sendJoin(turn: Turn, threadId: string, socket: number, afterSeq: number | null): void {
  turn.setRoom(threadId, { busy: true });
  const page = afterSeq === null ? {} : { after_seq: afterSeq, limit: limits.pageMax };
  request(turn, socket, { action: 'join_thread', thread_id: threadId, ...page }, { kind: 'join', threadId, afterSeq });
}

function sendLeave(turn: Turn, room: Room, socket: number): void {
  turn.setRoom(room.id, { ...outOfContact(turn, room), busy: true });
  request(turn, socket, { action: 'leave_thread', thread_id: room.id }, { kind: 'leave', threadId: room.id });
}

/** The reply to a join: the first page, or one of what was missed. */
export function joined(
  turn: Turn,
  threadId: string,
  socket: number,
  afterSeq: number | null,
  data: EventData<'thread_joined'>,
): void {
  turn.setThread(mergeThread(turn.state.threads.get(threadId), data.thread, turn.state.userId));
  turn.emit('thread_joined', data);
  const { log } = turn.room(threadId);
  const taken = log.loaded ? takeMessages(log, data.messages) : takeFirstPage(log, data.messages, data.thread.last_seq);
  const last = data.messages.at(-1);
  const cursor = afterSeq !== null && data.has_more && last ? last.seq : null;
  turn.setRoom(threadId, {
    joinedOn: socket,
    busy: false,
    cursor,
    failure: null,
    retryAtMs: null,
    members: data.members,
    ...(cursor === null && { synced: true, resyncFrom: null }),
  });
  settle(turn, threadId, taken);
  storedAs(turn, threadId, data.messages);
}

export function joinFailed(turn: Turn, threadId: string, afterSeq: number | null, failure: Failure): void {
  if (isRetryable(failure))
    return turn.setRoom(threadId, { busy: false, cursor: afterSeq, retryAtMs: turn.retryAtMs(failure) });
  const room = turn.room(threadId);
  turn.setRoom(threadId, { ...outOfContact(turn, room), busy: false, failure });
  entriesFailed(turn, threadId, failure);
}

/** A message as a push or a reply brought it: new, edited or deleted. */
export function messageArrived(
  turn: Turn,
  event: 'new_message' | 'message_edited' | 'message_deleted',
  message: Message,
): void {
  const room = turn.state.rooms.get(message.thread_id);
  if (!room) return turn.emit(event, message);
  settle(turn, room.id, takeMessages(room.log, [message]));
}

/** A page of earlier messages, from REST. */
export function olderArrived(turn: Turn, threadId: string, messages: readonly Message[]): void {
  setLog(turn, threadId, takeOlderPage(turn.room(threadId).log, messages));
}

function setLog(turn: Turn, threadId: string, log: Room['log']): void {
  const marks = turn.state.threads.get(threadId)?.read ?? {};
  turn.setRoom(threadId, { log: withReads(log, marks, turn.state.userId) });
}

/** Puts a changed log in place, and does what follows from what came in. */
function settle(turn: Turn, threadId: string, { log, appended, changed }: Taken): void {
  setLog(turn, threadId, log);
  for (const message of appended) {
    const shown = turn.room(threadId).log.messages[message.seq - log.firstSeq] ?? message;
    noteInThread(turn, shown);
    turn.emit('new_message', shown);
    if (message.sender) stoppedTyping(turn, threadId, message.sender.id);
  }
  for (const message of changed) {
    noteInThread(turn, message);
    turn.emit(message.deleted_at === null ? 'message_edited' : 'message_deleted', message);
  }
  storedAs(turn, threadId, appended);
  watchGap(turn, threadId, appended.length > 0);
}

function noteInThread(turn: Turn, message: Message): void {
  const thread = turn.state.threads.get(message.thread_id);
  if (thread) turn.setThread(withMessage(thread, message, turn.state.userId));
}

/** Starts or stops the wait for a gap to close by itself. A gap that fetching does not close is fetched ever less often. */
export function watchGap(turn: Turn, threadId: string, isProgress: boolean): void {
  const room = turn.room(threadId);
  if (room.joinedOn === null) return;
  const isBehind = hasGap(room.log) || (turn.state.threads.get(threadId)?.last_seq ?? 0) > lastSeqOf(room.log);
  const gapTries = isProgress || !isBehind ? 0 : room.gapTries;
  const patienceMs = Math.min(gapPatienceMaxMs, turn.timing.gapPatienceMs * 2 ** gapTries);
  const gapAtMs = isBehind ? (room.gapAtMs ?? turn.nowMs + patienceMs) : null;
  if (gapAtMs !== room.gapAtMs || gapTries !== room.gapTries) turn.setRoom(threadId, { gapAtMs, gapTries });
}

/** Somebody opened or closed the thread on their last device. */
export function presenceChanged(turn: Turn, threadId: string, user: User, online: boolean): void {
  const room = turn.state.rooms.get(threadId);
  if (!room) return;
  turn.setRoom(threadId, {
    members: room.members.map((member) => (member.id === user.id ? { ...member, online } : member)),
  });
  if (!online) stoppedTyping(turn, threadId, user.id);
}
