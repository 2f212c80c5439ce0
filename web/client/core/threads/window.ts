import type { Message } from '../../../../protocol/objects.ts';
import { lastSeqOf, takeMessages, takeOlderPage, withReads, type Log, type Taken } from '../log/log.ts';
import { withQuotesOf } from '../log/quotes.ts';
import type { Turn } from '../machine/turn.ts';

/**
 * The window of a thread is a second log: the messages around one that is far back, without gaps, and apart from the
 * log that reaches the end. Pages from REST make it longer on both sides. As soon as it meets the log, both become one.
 */

/** A page of messages around one. */
export function aroundArrived(turn: Turn, threadId: string, messages: readonly Message[]): void {
  const firstSeq = messages[0]?.seq;
  if (firstSeq !== undefined) place(turn, threadId, { loaded: true, firstSeq, messages, aside: new Map() });
}

/** A page of messages before the window, or before the log if there is no window. */
export function olderArrived(turn: Turn, threadId: string, messages: readonly Message[]): void {
  const { window, log } = turn.room(threadId);
  if (window === null) turn.setRoom(threadId, { log: read(turn, threadId, takeOlderPage(log, messages)) });
  else place(turn, threadId, takeOlderPage(window, messages));
}

/** A page of messages after the window. It is ignored if it does not begin where the window ends. */
export function newerArrived(turn: Turn, threadId: string, messages: readonly Message[]): void {
  const { window } = turn.room(threadId);
  if (window === null || messages[0]?.seq !== lastSeqOf(window) + 1) return;
  place(turn, threadId, takeMessages(window, messages).log);
}

/** Leaves the window, for the end of the log. */
export function endWindow(turn: Turn, threadId: string): void {
  if (turn.room(threadId).window !== null) turn.setRoom(threadId, { window: null });
}

/** Takes a changed message into the window, and into its quotes. Returns the changes of the window's own messages. */
export function changeInWindow(turn: Turn, message: Message): Pick<Taken, 'changed' | 'updated'> {
  const { id, window } = turn.room(message.thread_id);
  if (window === null) return { changed: [], updated: [] };
  const isInside = message.seq >= window.firstSeq && message.seq <= lastSeqOf(window);
  const { log, changed, updated } = takeMessages(window, isInside ? [message] : []);
  turn.setRoom(id, { window: read(turn, id, { ...log, messages: withQuotesOf(log.messages, [message]) }) });
  return { changed, updated };
}

function place(turn: Turn, threadId: string, window: Log): void {
  const { log } = turn.room(threadId);
  const isMet = log.loaded && lastSeqOf(window) >= log.firstSeq - 1;
  if (!isMet) return turn.setRoom(threadId, { window: read(turn, threadId, window) });
  turn.setRoom(threadId, { window: null, log: read(turn, threadId, takeOlderPage(log, window.messages)) });
}

function read(turn: Turn, threadId: string, log: Log): Log {
  return withReads(log, turn.state.threads.get(threadId)?.read ?? {}, turn.state.userId);
}
