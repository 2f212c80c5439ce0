import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure, Result, ThreadLog } from '@marketplace-chat/client';
import { useChat, useConnection } from './chat.ts';

/** The loading of a further page of messages. */
export interface Older {
  loading: boolean;
  failure: Failure | null;
  load: () => void;
}

/**
 * Loads earlier messages while `wanted`, one page at a time: of the log's window, if there is one. Retries a failed
 * page after the next reconnect.
 */
export function useOlder(log: ThreadLog, wanted: boolean): Older {
  const { client } = useChat();
  const { threadId } = log;
  const { hasOlder, messages } = log.window ?? log;
  const edgeSeq = messages[0]?.seq ?? 0;
  const load = useCallback(() => client.loadOlder(threadId), [client, threadId]);
  return usePages(load, { wanted: wanted && hasOlder && edgeSeq > 1, edgeSeq });
}

/** Loads the messages after the log's window while `wanted`, in the same way. */
export function useNewer(log: ThreadLog, wanted: boolean): Older {
  const { client } = useChat();
  const { threadId, window } = log;
  const load = useCallback(() => client.pages.newer(threadId), [client, threadId]);
  return usePages(load, { wanted: wanted && window !== null, edgeSeq: window?.messages.at(-1)?.seq ?? 0 });
}

/** One page after the other while `wanted`; `edgeSeq` moves with each. */
function usePages(
  loadPage: () => Promise<Result<unknown>>,
  { wanted, edgeSeq }: { wanted: boolean; edgeSeq: number },
): Older {
  const connected = useConnection().kind === 'connected';
  const [loading, setLoading] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const busy = useRef(false);

  const load = useCallback(() => {
    if (busy.current) return;
    busy.current = true;
    setLoading(true);
    void loadPage().then((result) => {
      busy.current = false;
      setLoading(false);
      setFailure(result.ok ? null : result.error);
    });
  }, [loadPage]);

  useEffect(() => setFailure(null), [connected]);
  useEffect(() => {
    if (wanted && failure === null && !loading) load();
  }, [wanted, edgeSeq, failure, loading, load]);
  return { loading, failure, load };
}
