import type { EventName } from '../../../../protocol/events.ts';
import type { Message } from '../../../../protocol/objects.ts';
import { hasGap, lastSeqOf, takeMessages, withReads, type Taken } from '../log/log.ts';
import { withMessage } from '../log/merge-thread.ts';
import type { Turn } from '../machine/turn.ts';
import { storedAs } from '../outbox/sending.ts';
import type { Room } from '../state/room.ts';
import { stoppedTyping } from './typing.ts';
import { changeInWindow } from './window.ts';

const gapPatienceMaxMs = 30_000;

const messageEvents = ['new_message', 'message_edited', 'message_deleted', 'message_updated'] as const;
type MessageEvent = (typeof messageEvents)[number];

/** Whether the data of the event is a message. */
export function isMessageEvent(event: EventName): event is MessageEvent {
  return (messageEvents as readonly EventName[]).includes(event);
}

/** A new or changed message, from a push or a reply. */
export function messageArrived(turn: Turn, event: MessageEvent, message: Message): void {
  const room = turn.state.rooms.get(message.thread_id);
  if (!room) return turn.emit(event, message);
  const inWindow = changeInWindow(turn, message);
  settle(turn, room.id, takeMessages(room.log, [message]));
  emitChanges(turn, inWindow);
}

function setLog(turn: Turn, threadId: string, log: Room['log']): void {
  const marks = turn.state.threads.get(threadId)?.read ?? {};
  turn.setRoom(threadId, { log: withReads(log, marks, turn.state.userId) });
}

/** Puts a changed log in place, and emits the events that follow from it. */
export function settle(turn: Turn, threadId: string, { log, appended, changed, updated }: Taken): void {
  setLog(turn, threadId, log);
  for (const message of appended) {
    const shown = turn.room(threadId).log.messages[message.seq - log.firstSeq] ?? message;
    noteInThread(turn, shown);
    turn.emit('new_message', shown);
    if (message.sender) stoppedTyping(turn, threadId, message.sender.id);
  }
  for (const message of changed) noteInThread(turn, message);
  emitChanges(turn, { changed, updated });
  storedAs(turn, threadId, appended);
  watchGap(turn, threadId, { isProgress: appended.length > 0 });
}

function emitChanges(turn: Turn, { changed, updated }: Pick<Taken, 'changed' | 'updated'>): void {
  for (const message of changed) turn.emit(message.deleted_at === null ? 'message_edited' : 'message_deleted', message);
  for (const message of updated) turn.emit('message_updated', message);
}

function noteInThread(turn: Turn, message: Message): void {
  const thread = turn.state.threads.get(message.thread_id);
  if (thread) turn.setThread(withMessage(thread, message, turn.state.userId));
}

/**
 * Starts or stops the wait for a gap in the log to close by itself. After the wait the gap is fetched; each fetch that
 * does not close it doubles the next wait. `isProgress`: new messages were just appended.
 */
export function watchGap(turn: Turn, threadId: string, { isProgress }: { isProgress: boolean }): void {
  const room = turn.room(threadId);
  if (room.joinedOn === null) return;
  const isBehind = hasGap(room.log) || (turn.state.threads.get(threadId)?.last_seq ?? 0) > lastSeqOf(room.log);
  const gapTries = isProgress || !isBehind ? 0 : room.gapTries;
  const patienceMs = Math.min(gapPatienceMaxMs, turn.timing.gapPatienceMs * 2 ** gapTries);
  const gapAtMs = isBehind ? (room.gapAtMs ?? turn.nowMs + patienceMs) : null;
  if (gapAtMs !== room.gapAtMs || gapTries !== room.gapTries) turn.setRoom(threadId, { gapAtMs, gapTries });
}
