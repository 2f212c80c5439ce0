import { countBytes } from '../../protocol/text.ts';
import type { LogMessage } from '../chat/model/types.ts';

/** What a message has besides its text and its metadata. */
const otherBytes = 500;
/** Of threads with smaller messages nothing is remembered. */
const ordinaryBytes = 2 * 1024;
/** Bounds the memory: an entry has a hundred bytes. */
const rememberedMax = 10_000;

export function bytesOf({ content, metadata, attachments }: LogMessage): number {
  const fileBytes = attachments.length === 0 ? 0 : countBytes(JSON.stringify(attachments));
  return countBytes(content) + countBytes(metadata ?? '') + fileBytes + otherBytes;
}

/**
 * How many messages to read for a page that has a limit in bytes. DynamoDB reads, and charges for, as many rows as are
 * asked for, so of a thread in which a process has met large messages it asks for a few at a time. A thread that it has
 * not met costs once what was asked for.
 */
export class PageRows {
  /**
   * The size of the largest messages that were met lately, by thread. The thread that was read longest ago comes first.
   */
  private readonly largest = new Map<string, number>();

  /** As many of the wanted messages as fill the page if each is as large as the largest. */
  fitting(threadId: string, wanted: number, pageBytes: number): number {
    const bytes = this.largest.get(threadId);
    return bytes === undefined ? wanted : Math.min(wanted, Math.ceil(pageBytes / bytes));
  }

  /** Remembers what was met. What was met before counts half as much with each further page. */
  learn(threadId: string, messages: LogMessage[]): void {
    const before = this.largest.get(threadId) ?? 0;
    const bytes = Math.max(before / 2, ...messages.map(bytesOf));
    this.largest.delete(threadId);
    if (bytes > ordinaryBytes) this.largest.set(threadId, bytes);
    const [oldest] = this.largest.keys();
    if (this.largest.size > rememberedMax && oldest !== undefined) this.largest.delete(oldest);
  }
}
