import type { MessageAttribute } from './dead-letters.ts';

/** A message that a queue holds. */
export interface QueuedMessage {
  id: string;
  body: string;
  attributes: Record<string, MessageAttribute>;
  sentAtMs: number;
  firstReceivedAtMs: number | null;
  receiveCount: number;
  visibleAtMs: number;
  /** Of its last receipt. */
  receiptHandle: string | null;
}

/** A queue as its consumer sees it. */
export interface ConsumedQueue {
  /** How long a received message is hidden from others. */
  readonly visibilityTimeoutMs: number;
  /** Takes up to `limit` visible messages, and hides them. */
  take(limit: number): QueuedMessage[];
  delete(receiptHandle: string): void;
  /** The message was not processed: it becomes visible again. */
  failed(receiptHandle: string): void;
  /** Resolves when a message may be visible, or after `timeoutMs`. */
  mayHaveMessages(timeoutMs: number, signal: AbortSignal): Promise<void>;
}

/** SQS for the event source mappings of Lambda. */
export interface MessageQueues {
  /** Undefined if the app has no such queue. */
  consume(queueArn: string): ConsumedQueue | undefined;
}
