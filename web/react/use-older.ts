import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure, ThreadLog } from '@marketplace-chat/client';
import { useChat, useConnection } from './chat.ts';

export interface Older {
  loading: boolean;
  failure: Failure | null;
  load: () => void;
}

/** Loads earlier messages while `wanted`, one page at a time. Retries a failed page after the next reconnect. */
export function useOlder(log: ThreadLog, wanted: boolean): Older {
  const { client } = useChat();
  const connected = useConnection().kind === 'connected';
  const [loading, setLoading] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const busy = useRef(false);
  const { threadId, hasOlder } = log;
  const firstSeq = log.messages[0]?.seq ?? 0;

  const load = useCallback(() => {
    if (busy.current) return;
    busy.current = true;
    setLoading(true);
    void client.loadOlder(threadId).then((result) => {
      busy.current = false;
      setLoading(false);
      setFailure(result.ok ? null : result.error);
    });
  }, [client, threadId]);

  useEffect(() => setFailure(null), [connected]);
  useEffect(() => {
    if (wanted && hasOlder && firstSeq > 1 && failure === null && !loading) load();
  }, [wanted, hasOlder, firstSeq, failure, loading, load]);
  return { loading, failure, load };
}
