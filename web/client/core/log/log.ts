import type { Message, ReadMark } from '../../../../protocol/objects.ts';
import { withQuotesOf } from './quotes.ts';

/**
 * The messages of a thread from `firstSeq` on, without gaps or repeats: the index of a message is its `seq` minus
 * `firstSeq`. Messages beyond a gap are kept aside until they fit.
 */
export interface Log {
  /** Whether the first page has arrived. Until then every message is kept aside. */
  loaded: boolean;
  /** The `seq` of the first message; in an empty log, of the next one. */
  firstSeq: number;
  messages: readonly Message[];
  /** By `seq`, the newest known state of messages that do not fit yet. */
  aside: ReadonlyMap<number, Message>;
}

/** What taking in messages did. */
export interface Taken {
  log: Log;
  /** The new messages at the end, in order. */
  appended: Message[];
  /** The messages that were edited or deleted. */
  changed: Message[];
  /** The messages that have changed otherwise: reactions. */
  updated: Message[];
}

export const emptyLog: Log = { loaded: false, firstSeq: 1, messages: [], aside: new Map() };

/** Maximum number of messages kept aside. The oldest are dropped: the page that closes the gap brings them again. */
const asideMax = 1_000;

export function lastSeqOf(log: Log): number {
  return log.firstSeq + log.messages.length - 1;
}

/** Whether a message beyond the end is known, so that one before it is missing. */
export function hasGap(log: Log): boolean {
  const lastSeq = lastSeqOf(log);
  return log.loaded && [...log.aside.keys()].some((seq) => seq > lastSeq);
}

/** The newer of two states of a message, whichever arrived first: the higher revision (WS-2); read stays read. */
export function newest(known: Message, arrived: Message): Message {
  const isRead = known.is_read || arrived.is_read;
  const winner = arrived.revision < known.revision || isSame(arrived, known) ? known : arrived;
  return winner.is_read === isRead ? winner : { ...winner, is_read: isRead };
}

/** Whether both are equal. The known object is kept then, so that nothing is drawn again. */
function isSame(one: Message, other: Message): boolean {
  const isSameSender = one.sender?.username === other.sender?.username;
  const isSameQuote =
    one.reply_to?.preview === other.reply_to?.preview && one.reply_to?.is_deleted === other.reply_to?.is_deleted;
  return one.revision === other.revision && isSameSender && isSameQuote;
}

function isChange(before: Message, after: Message): boolean {
  return before.edited_at !== after.edited_at || before.deleted_at !== after.deleted_at;
}

/** Takes in messages from pushes, replies and pages: in any order, new or known. */
export function takeMessages(log: Log, arrived: readonly Message[]): Taken {
  const aside = new Map(log.aside);
  const messages = [...log.messages];
  const changed: Message[] = [];
  const updated: Message[] = [];
  for (const message of arrived) {
    const index = message.seq - log.firstSeq;
    const known = messages[index];
    if (known === undefined) putAside(aside, message);
    else {
      const winner = newest(known, message);
      if (isChange(known, winner)) changed.push(winner);
      else if (winner.revision > known.revision) updated.push(winner);
      messages[index] = winner;
    }
  }
  const appended = log.loaded ? moveIn(aside, messages, log.firstSeq) : [];
  const quoting = withQuotesOf(messages, arrived);
  const isRepeat = appended.length === 0 && quoting.every((message, index) => message === log.messages[index]);
  return { log: { ...log, messages: isRepeat ? log.messages : quoting, aside }, appended, changed, updated };
}

function putAside(aside: Map<number, Message>, message: Message): void {
  const known = aside.get(message.seq);
  aside.set(message.seq, known === undefined ? message : newest(known, message));
  if (aside.size > asideMax) aside.delete(aside.keys().next().value!);
}

/** Appends the messages kept aside that continue the log. */
function moveIn(aside: Map<number, Message>, messages: Message[], firstSeq: number): Message[] {
  const appended: Message[] = [];
  for (;;) {
    const seq = firstSeq + messages.length;
    const next = aside.get(seq);
    if (next === undefined) return appended;
    aside.delete(seq);
    messages.push(next);
    appended.push(next);
  }
}

/** Starts the log with its first page, and takes in the messages kept aside. Only those count as appended. */
export function takeFirstPage(log: Log, page: readonly Message[], lastSeq: number): Taken {
  const firstSeq = page[0]?.seq ?? lastSeq + 1;
  const begun: Log = { loaded: true, firstSeq, messages: page, aside: new Map() };
  return takeMessages(begun, [...log.aside.values()]);
}

/** Puts a page of earlier messages before the log. It is ignored if it does not end where the log starts. */
export function takeOlderPage(log: Log, page: readonly Message[]): Log {
  const older = page.filter((message) => message.seq < log.firstSeq);
  if (older.length === 0 || older.at(-1)!.seq !== log.firstSeq - 1) return log;
  const aside = new Map(log.aside);
  const messages = older.map((message) => {
    const later = aside.get(message.seq);
    aside.delete(message.seq);
    return later === undefined ? message : newest(message, later);
  });
  return { ...log, firstSeq: older[0]!.seq, messages: [...messages, ...log.messages], aside };
}

/** Whether a read mark covers the message: the other participant's, or for a marketplace message the user's own. */
function isReadBy(message: Message, marks: Record<string, ReadMark>, me: string | null): boolean {
  return Object.entries(marks).some(([reader, mark]) => {
    if (message.seq > mark.up_to_seq) return false;
    return message.sender === null ? reader === me : reader !== message.sender.id;
  });
}

/** The log with `is_read` set by the read marks, which may arrive before or after their messages. */
export function withReads(log: Log, marks: Record<string, ReadMark>, me: string | null): Log {
  let isSame = true;
  const messages = log.messages.map((message) => {
    if (message.is_read || !isReadBy(message, marks, me)) return message;
    isSame = false;
    return { ...message, is_read: true };
  });
  return isSame ? log : { ...log, messages };
}

/** Finds the user's own message with this `client_message_id`. */
export function findOwn(log: Log, clientMessageId: string, me: string | null): Message | undefined {
  const isIt = (message: Message) => message.client_message_id === clientMessageId && message.sender?.id === me;
  return log.messages.find(isIt) ?? [...log.aside.values()].find(isIt);
}
