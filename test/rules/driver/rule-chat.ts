import type { Chat } from '../../support/chat.ts';

/** The settings of the chat that a suite needs, as they are set for `npm start`. */
export interface RuleOptions {
  CHAT_RATE_LIMIT?: string;
  CHAT_EDIT_WINDOW?: string;
  CHAT_MAX_CONNECTIONS?: string;
  /** `1`: `$disconnect` never arrives, as it may happen on AWS. */
  LOCAL_DISCONNECT_LOSS?: '1';
}

/** One implementation of the driver: the chat of a suite. */
export interface RuleChat extends Chat {
  nowMs(): number;
  /** Lets this time pass: turns the clock of a chat in this process, waits for one that runs elsewhere. */
  wait(ms: number): Promise<void>;
  stop(): Promise<void>;
}
