import type { OutboxEntry } from '@marketplace-chat/client';
import { useClientValue } from './chat.ts';

/**
 * The unsent message of a thread that needs the user most: the first that failed, else the newest. Null without any.
 */
export function useUnsent(threadId: string): OutboxEntry | null {
  return useClientValue(
    'outbox',
    ({ outbox }) => mostUrgent(outbox.filter((entry) => entry.threadId === threadId)),
    null,
  );
}

function mostUrgent(entries: readonly OutboxEntry[]): OutboxEntry | null {
  return entries.find((entry) => entry.status.kind === 'failed') ?? entries.at(-1) ?? null;
}
