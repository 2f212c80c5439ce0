import type { Author, LogMessage, Thread } from '../model/types.ts';
import type { InboxRow } from './store.ts';

/** What the table itself selects of a log, so that little of it is transferred. The rest is decided afterwards. */
export interface LogFilter {
  /** Folded texts that must all occur in a message, in its text or in the names of its files. */
  texts: readonly string[];
  author: Author | null;
  /** Sent at this time or later; may be infinite, as the next one. */
  sentFromMs: number;
  sentBeforeMs: number;
  hasAttachments: boolean;
  hasLink: boolean;
}

export interface LogPart {
  /** Newest first. All messages that meet the filter, and possibly others that do not. */
  messages: LogMessage[];
  /** Go on before this seq; null at the beginning of the log. */
  next: number | null;
  /** How many rows were read, and how many bytes DynamoDB counts for them. */
  rows: number;
  bytes: number;
}

/** What a search reads of the table: strongly consistent, so that it finds what was just written (SR-1). */
export interface SearchStore {
  /** The rows of the user's inbox, in no order; at most 20,000. */
  listAllInbox(userId: string): Promise<InboxRow[]>;
  findThread(threadId: string): Promise<Thread | null>;
  /** Those of the threads that exist, in no order. */
  readCurrentThreads(threadIds: string[]): Promise<Thread[]>;
  /** Looks through at most `limit` messages of a log, from the one before `beforeSeq` down. One request. */
  searchLog(threadId: string, filter: LogFilter, range: { beforeSeq: number; limit: number }): Promise<LogPart>;
  /** The messages by their seqs, those that exist. */
  getMessages(threadId: string, seqs: number[]): Promise<LogMessage[]>;
}
