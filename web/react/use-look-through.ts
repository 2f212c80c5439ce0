import { useEffect, useState } from 'react';
import { useChat, useConnection } from './chat.ts';
import { useInbox } from './use-inbox.ts';

/** How many pages are loaded in a row. A user with more conversations decides whether to go on. */
const pagesAtOnce = 10;
const full = { pagesLeft: pagesAtOnce };

/**
 * Loads the pages of the inbox one after the other while `wanted`, because a match can be on any of them. It stops
 * after some pages, and at a failure, until `goOn`.
 */
export function useLookThrough(wanted: boolean): { isLooking: boolean; goOn: () => void } {
  const { client } = useChat();
  const { hasMore, status } = useInbox();
  const connected = useConnection().kind === 'connected';
  const [budget, setBudget] = useState(full);
  if (!wanted && budget !== full) setBudget(full);
  const may = wanted && hasMore && connected && budget.pagesLeft > 0;
  useEffect(() => {
    if (!may) return;
    let isOver = false;
    void client.loadThreads().then(({ ok }) => {
      if (ok && !isOver) setBudget({ pagesLeft: budget.pagesLeft - 1 });
    });
    return () => void (isOver = true);
  }, [client, may, budget]);
  return { isLooking: may && status.kind !== 'failed', goOn: () => setBudget({ ...full }) };
}
