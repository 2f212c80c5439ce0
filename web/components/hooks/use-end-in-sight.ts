import { useCallback, useLayoutEffect, useRef } from 'react';
import type { ThreadLog } from '@marketplace-chat/client';
import { useChat } from '@marketplace-chat/react';

interface List {
  scrollToEnd(): void;
}

type Show = (how: { focuses: boolean }) => void;

/**
 * Returns a function that shows the end of the conversation. A window far back is left for it, and the list scrolls
 * once the rows of the log are there. `reached` is called then.
 */
export function useEndInSight(log: ThreadLog, list: List, reached: (focuses: boolean) => void): Show {
  const { client } = useChat();
  const { threadId } = log;
  const isApart = log.window !== null;
  const wanted = useRef<{ focuses: boolean } | null>(null);
  const goOn = () => {
    if (wanted.current === null || isApart) return;
    const { focuses } = wanted.current;
    wanted.current = null;
    reached(focuses);
    list.scrollToEnd();
  };
  const now = useRef(goOn);
  useLayoutEffect(() => {
    now.current = goOn;
    goOn();
  });
  return useCallback(
    (how) => {
      wanted.current = how;
      client.pages.showNewest(threadId);
      now.current();
    },
    [client, threadId],
  );
}
