import { randomUUID } from 'node:crypto';
import type { MessageAttribute } from '../runtime/dead-letters.ts';
import type { QueuedMessage } from '../runtime/message-queues.ts';
import type { QueueJournal } from './queue-journal.ts';

export interface SendOptions {
  attributes?: Record<string, MessageAttribute>;
  /** How long the message is hidden at first. */
  delayMs?: number;
}

interface QueueOptions {
  /** Keeps the messages over a restart. */
  journal?: QueueJournal | null;
  /** From this number of receipts on a message leaves for the dead-letter queue instead of being received again. */
  maxReceiveCount?: number;
  /** Takes the messages that leave. */
  giveUp?: (message: QueuedMessage) => void;
}

/**
 * A standard queue. A message is hidden until its delay has passed, and after each receipt until its visibility timeout
 * ends or it is deleted.
 */
export class Queue {
  readonly #messages = new Map<string, QueuedMessage>();
  readonly #options: QueueOptions;
  readonly #arrivals = new Set<() => void>();

  constructor(options: QueueOptions = {}) {
    this.#options = options;
    for (const message of options.journal?.load() ?? []) this.#messages.set(message.id, message);
  }

  send(body: string, { attributes = {}, delayMs = 0 }: SendOptions = {}): QueuedMessage {
    const now = Date.now();
    const message: QueuedMessage = {
      id: randomUUID(),
      body,
      attributes,
      sentAtMs: now,
      firstReceivedAtMs: null,
      receiveCount: 0,
      visibleAtMs: now + delayMs,
      receiptHandle: null,
    };
    this.add(message);
    return message;
  }

  /** Takes over a message of another queue. */
  add(message: QueuedMessage): void {
    this.#keep(message);
    for (const arrived of [...this.#arrivals]) arrived();
  }

  /** Messages that were received too often leave first. */
  receive(limit: number, visibilityTimeoutMs: number): QueuedMessage[] {
    const now = Date.now();
    const visible = [...this.#messages.values()].filter((message) => message.visibleAtMs <= now);
    const { maxReceiveCount = Number.POSITIVE_INFINITY, giveUp } = this.#options;
    for (const message of visible.filter(({ receiveCount }) => receiveCount >= maxReceiveCount)) {
      this.#drop(message);
      giveUp?.(message);
    }
    const messages = visible.filter(({ receiveCount }) => receiveCount < maxReceiveCount).slice(0, limit);
    for (const message of messages) {
      message.receiveCount += 1;
      message.firstReceivedAtMs ??= now;
      message.visibleAtMs = now + visibilityTimeoutMs;
      message.receiptHandle = randomUUID();
      this.#keep(message);
    }
    return messages;
  }

  /** Hides a received message for so long from now on. False if there is no such receipt. */
  hide(receiptHandle: string, visibilityTimeoutMs: number): boolean {
    const message = this.#received(receiptHandle);
    if (message === undefined) return false;
    message.visibleAtMs = Date.now() + visibilityTimeoutMs;
    this.add(message);
    return true;
  }

  /** Resolves when the next message arrives, or after `timeoutMs`. */
  arrival(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        this.#arrivals.delete(end);
        resolve();
      };
      const timer = setTimeout(end, timeoutMs);
      signal?.addEventListener('abort', end);
      this.#arrivals.add(end);
    });
  }

  /** When the next hidden message becomes visible; null if none is hidden. */
  get nextVisibleAtMs(): number | null {
    const now = Date.now();
    const hidden = [...this.#messages.values()].map(({ visibleAtMs }) => visibleAtMs).filter((atMs) => atMs > now);
    return hidden.length === 0 ? null : Math.min(...hidden);
  }

  delete(receiptHandle: string): void {
    const message = this.#received(receiptHandle);
    if (message) this.#drop(message);
  }

  purge(): void {
    for (const message of [...this.#messages.values()]) this.#drop(message);
  }

  /** How many messages can be received now, how many were received, and how many have not passed their delay. */
  counts(): { visible: number; hidden: number; delayed: number } {
    const now = Date.now();
    const all = [...this.#messages.values()];
    const waiting = all.filter((message) => message.visibleAtMs > now);
    const delayed = waiting.filter(({ receiveCount }) => receiveCount === 0).length;
    return { visible: all.length - waiting.length, hidden: waiting.length - delayed, delayed };
  }

  #received(receiptHandle: string): QueuedMessage | undefined {
    return [...this.#messages.values()].find((one) => one.receiptHandle === receiptHandle);
  }

  #keep(message: QueuedMessage): void {
    this.#messages.set(message.id, message);
    this.#options.journal?.kept(message);
  }

  #drop({ id }: QueuedMessage): void {
    this.#messages.delete(id);
    this.#options.journal?.dropped(id, { isEmpty: this.#messages.size === 0 });
  }
}
