import type { Store } from '../../../lambdas/chat/ports/store.ts';
import type { World } from '../../../measure/world.ts';
import type { Chat } from '../../support/chat.ts';
import type { Killer } from './kills.ts';

/** The settings of the chat that a suite needs, as they are set for `npm start`. */
export interface RuleOptions {
  CHAT_RATE_LIMIT?: string;
  CHAT_USER_LIMIT?: string;
  CHAT_EVENTS?: string;
  CHAT_THREAD_LIMIT?: string;
  CHAT_THREAD_CREATION?: string;
  CHAT_EDIT_WINDOW?: string;
  CHAT_MAX_CONNECTIONS?: string;
  CHAT_SEARCH_LIMIT?: string;
  CHAT_ATTACHMENT_MAX?: string;
  CHAT_UPLOAD_LIMIT?: string;
  CHAT_MALWARE_SCAN?: string;
  CHAT_NOTIFY_AFTER?: string;
  CHAT_NOTIFY_GAP?: string;
  CHAT_REMIND_AFTER?: string;
  CHAT_NOTIFY_TEXT?: string;
  LOCAL_PUSH_HOSTS?: string;
}

/** The chat's table, to seed rows and to see what was written. */
export type Table = Pick<World, 'documents' | 'tableName'> & { store: Store };

/** One implementation of the driver: the chat of a suite. */
export interface RuleChat extends Chat, Killer {
  readonly table: Table;
  /** From now on `$disconnect` never arrives, as it may happen on AWS; or it arrives again. */
  loseDisconnects(areLost: boolean): Promise<void>;
  /** The events that the chat has put on the bus; in process only reminders. */
  published(): Promise<any[]>;
  /** The pushes that have failed to the end. */
  deadLetters(): Promise<unknown[]>;
  /** GuardDuty has scanned the file behind an upload URL. */
  scanned(uploadUrl: string, status: string): Promise<void>;
  nowMs(): number;
  /** Lets this time pass: turns the clock of a chat in this process, waits for one that runs elsewhere. */
  wait(ms: number): Promise<void>;
  /**
   * Rejects if the check fails after this time. For a chat that runs elsewhere the check is retried until then.
   */
  within(ms: number, check: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}
