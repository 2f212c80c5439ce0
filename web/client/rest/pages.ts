import type { Thread } from '../../../protocol/objects.ts';
import type { ThreadPage } from '../../../protocol/results.ts';

/** Whether this is a page of threads with the parts that the client itself reads. */
export function isThreadPage(value: unknown): value is ThreadPage {
  const { results } = (value ?? {}) as Partial<ThreadPage>;
  return Array.isArray(results) && results.every(isReadable);
}

function isReadable(value: unknown): value is Thread {
  const { id, me, read, last_message_at: at } = (value ?? {}) as Partial<Thread>;
  return typeof id === 'string' && typeof at === 'string' && isObject(me) && isObject(read);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
