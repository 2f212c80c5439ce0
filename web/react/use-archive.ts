import { useCallback, useEffect, useState } from 'react';
import type { Failure, Inbox } from '@marketplace-chat/client';
import { useChat, useConnection } from './chat.ts';
import { useInbox } from './use-inbox.ts';

/** The state of the load of the archive. */
export interface Archive {
  failure: Failure | null;
  retry: () => void;
}

/**
 * Loads the archive once it is wanted, and before that if the inbox alone does not explain what there is: it is empty,
 * or lacks a thread that has unread messages. A load that fails is repeated by `retry` and after a reconnect.
 */
export function useArchive(wanted: boolean): Archive {
  const { client } = useChat();
  const inbox = useInbox();
  const connected = useConnection().kind === 'connected';
  const [failure, setFailure] = useState<Failure | null>(null);
  const load = useCallback(
    () => void client.loadArchive().then((result) => setFailure(result.ok ? null : result.error)),
    [client],
  );
  const due = connected && !inbox.isArchiveLoaded && (wanted || isIncomplete(inbox));
  useEffect(() => {
    if (due) load();
  }, [due, load]);
  return { failure, retry: load };
}

function isIncomplete({ status, threads, archived, unreadTotal }: Inbox): boolean {
  if (status.kind !== 'ready') return false;
  const known = [...threads, ...archived].reduce((sum, thread) => sum + thread.unread_count, 0);
  return threads.length === 0 || known < unreadTotal;
}
