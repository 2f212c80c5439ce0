import { randomUUID } from 'node:crypto';
import type { MessageAttribute } from '../runtime/dead-letters.ts';

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

/** A standard queue in memory. A received message is hidden until its visibility timeout ends or it is deleted. */
export class Queue {
  readonly #messages = new Map<string, QueuedMessage>();
  #arrivals: (() => void)[] = [];

  send(body: string, attributes: Record<string, MessageAttribute> = {}): QueuedMessage {
    const now = Date.now();
    const message: QueuedMessage = {
      id: randomUUID(),
      body,
      attributes,
      sentAtMs: now,
      firstReceivedAtMs: null,
      receiveCount: 0,
      visibleAtMs: now,
      receiptHandle: null,
    };
    this.#messages.set(message.id, message);
    for (const arrived of this.#arrivals.splice(0)) arrived();
    return message;
  }

  receive(limit: number, visibilityTimeoutMs: number): QueuedMessage[] {
    const now = Date.now();
    const messages = [...this.#messages.values()].filter((message) => message.visibleAtMs <= now).slice(0, limit);
    for (const message of messages) {
      message.receiveCount += 1;
      message.firstReceivedAtMs ??= now;
      message.visibleAtMs = now + visibilityTimeoutMs;
      message.receiptHandle = randomUUID();
    }
    return messages;
  }

  /** Resolves when the next message arrives, or after `timeoutMs`. */
  arrival(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#arrivals.push(() => (clearTimeout(timer), resolve()));
    });
  }

  delete(receiptHandle: string): void {
    const message = [...this.#messages.values()].find((one) => one.receiptHandle === receiptHandle);
    if (message) this.#messages.delete(message.id);
  }

  purge(): void {
    this.#messages.clear();
  }

  /** How many messages can be received now, and how many are hidden. */
  counts(): { visible: number; hidden: number } {
    const now = Date.now();
    const visible = [...this.#messages.values()].filter((message) => message.visibleAtMs <= now).length;
    return { visible, hidden: this.#messages.size - visible };
  }
}
