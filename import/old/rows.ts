/** Rows of the old database: ids as text, times as the database writes them. */

export interface OldUser {
  id: string;
  /** Null if there is no such user any more. */
  username: string | null;
}

export interface OldThread {
  id: string;
  /** Null if no user can be found for it. */
  client: OldUser | null;
  freelancer: OldUser | null;
  job: { id: string; title: string | null } | null;
  createdAt: string;
  lastMessageAt: string;
  isActive: boolean;
  /** The lowest id of the threads of the same client, freelancer and job. */
  firstOfTriple: string;
}

/** Enough of a message to find its place in the log. */
export interface OldKey {
  id: string;
  sentAt: string;
}

export interface OldMessage extends OldKey {
  sender: OldUser;
  text: string;
  type: string;
  isRead: boolean;
  editedAt: string | null;
  /** JSON, as text. */
  metadata: string | null;
}

export interface OldRead {
  id: string;
  messageId: string;
  userId: string;
  readAt: string;
}

export interface OldCounts {
  threads: number;
  messages: number;
}

/** The old system's chat. */
export interface OldChat {
  /** Whether the database says of its times in which zone they are. A SQLite database never does. */
  timesHaveZones: boolean | null;
  counts(): Promise<OldCounts>;
  /** All threads, by their id. */
  threads(): AsyncIterable<OldThread>;
  /** In no order. */
  keysOf(threadId: string): Promise<OldKey[]>;
  /** Those of the messages that exist, in no order. */
  messages(ids: string[]): Promise<OldMessage[]>;
  readsOf(messageIds: string[]): Promise<OldRead[]>;
  close(): Promise<void>;
}
