import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { QueuedMessage } from '../runtime/message-queues.ts';

/** One line of the file. */
type Entry = { kept: QueuedMessage } | { dropped: string };

/** The file of an empty queue is emptied if it is larger. */
const emptyBytesMax = 64 * 1024;

/**
 * The file that keeps a queue's messages over a restart. Each entry is one write to the file, so that a process that is
 * killed leaves whole lines.
 */
export class QueueJournal {
  readonly #descriptor: number;
  readonly #file: string;
  #bytes = 0;
  #isClosed = false;

  constructor(file: string) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    this.#descriptor = openSync(file, 'a');
  }

  /** The messages of the last run. The file then has nothing but them. */
  load(): QueuedMessage[] {
    const messages = new Map<string, QueuedMessage>();
    for (const line of readFileSync(this.#file, 'utf8').split('\n')) {
      if (line === '') continue;
      const entry = JSON.parse(line) as Entry;
      if ('kept' in entry) messages.set(entry.kept.id, entry.kept);
      else messages.delete(entry.dropped);
    }
    const left = [...messages.values()];
    writeFileSync(this.#file, left.map((kept) => `${JSON.stringify({ kept })}\n`).join(''));
    return left;
  }

  kept(message: QueuedMessage): void {
    this.#write({ kept: message });
  }

  dropped(id: string, { isEmpty }: { isEmpty: boolean }): void {
    this.#write({ dropped: id });
    if (!isEmpty || this.#isClosed || this.#bytes <= emptyBytesMax) return;
    ftruncateSync(this.#descriptor);
    this.#bytes = 0;
  }

  close(): void {
    this.#isClosed = true;
    closeSync(this.#descriptor);
  }

  #write(entry: Entry): void {
    if (this.#isClosed) return;
    this.#bytes += writeSync(this.#descriptor, `${JSON.stringify(entry)}\n`);
  }
}
