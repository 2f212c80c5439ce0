import type { EventData } from '../../../../protocol/events.ts';
import { limits } from '../../../../protocol/limits.ts';
import { isRetryable } from '../../api/failures.ts';
import type { Failure } from '../../api/types.ts';
import { lastSeqOf, takeFirstPage, takeMessages } from '../log/log.ts';
import { mergeThread } from '../log/merge-thread.ts';
import type { Turn } from '../machine/turn.ts';
import { entriesFailed, hasUnsent } from '../outbox/entries.ts';
import { storedAs } from '../outbox/sending.ts';
import { request } from '../requests/request.ts';
import type { Room } from '../state/room.ts';
import { settle } from './messages.ts';
import { outOfContact } from './resync.ts';

export function join(turn: Turn, threadId: string): void {
  turn.setRoom(threadId, { wanted: true, failure: null, retryAtMs: null });
}

export function leave(turn: Turn, threadId: string): void {
  turn.setRoom(threadId, { wanted: false, failure: null, window: null });
}

/** A room is joined if the application wants it, or as long as messages to it are unsent. */
function shouldBeJoined(turn: Turn, room: Room): boolean {
  return room.failure === null && (room.wanted || hasUnsent(turn, room.id));
}

/** Fetches what follows the log in every joined room. Returns whether there is such a room. */
export function syncRooms(turn: Turn): boolean {
  const joined = [...turn.state.rooms.values()].filter((room) => room.joinedOn !== null && room.cursor === null);
  for (const room of joined) turn.setRoom(room.id, { cursor: lastSeqOf(room.log) });
  return joined.length > 0;
}

/** Fetches the thread and its messages from `seq` on again, because something may have changed unnoticed. */
export function refetch(turn: Turn, threadId: string, seq: number): void {
  const room = turn.state.rooms.get(threadId);
  if (!room || room.joinedOn === null || !room.log.loaded) return;
  const afterSeq = Math.min(Math.max(seq, room.log.firstSeq) - 1, lastSeqOf(room.log));
  turn.setRoom(threadId, { cursor: Math.min(room.cursor ?? afterSeq, afterSeq) });
}

/**
 * How many joins may wait for their replies, so that a client with many rooms does not ask for all of them in
 * one burst (WS-18).
 */
const joinsInFlight = 10;
/** After a refusal joins go one by one for this long: more at once would only be refused together. */
const cautionMs = 10_000;

function mayJoin({ state, nowMs }: Turn): boolean {
  const { joinsPausedUntilMs, requests } = state;
  if (nowMs < joinsPausedUntilMs) return false;
  const waiting = [...requests.values()].filter(({ purpose }) => purpose.kind === 'join').length;
  return waiting < (nowMs < joinsPausedUntilMs + cautionMs ? 1 : joinsInFlight);
}

/** Joins, leaves, or fetches the next page, whichever is due in this room. Only one of them is in flight at a time. */
export function pumpRoom(turn: Turn, id: string, socket: number): void {
  const room = turn.room(id);
  if (room.busy || (room.retryAtMs ?? 0) > turn.nowMs) return;
  if (!shouldBeJoined(turn, room)) {
    if (room.joinedOn !== null) sendLeave(turn, room, socket);
    return;
  }
  if (!mayJoin(turn)) return;
  if (room.joinedOn !== socket) {
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

/** The reply to `join_thread`: the first page, or a page of what was missed. */
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
  if (isRetryable(failure)) {
    const retryAtMs = turn.retryAtMs(failure);
    if (failure.code === 'rate_limited')
      turn.set({ joinsPausedUntilMs: Math.max(turn.state.joinsPausedUntilMs, retryAtMs) });
    return turn.setRoom(threadId, { busy: false, cursor: afterSeq, retryAtMs });
  }
  const room = turn.room(threadId);
  turn.setRoom(threadId, { ...outOfContact(turn, room), busy: false, failure });
  entriesFailed(turn, threadId, failure);
}
