import { useEffect, useRef, type RefObject } from 'react';
import { hrefOf } from '../state/route.ts';

/** After a conversation is closed, focuses its row of the inbox, or else the row that Tab reaches. */
export function useFocusOnReturn(list: RefObject<HTMLElement | null>, openThreadId: string | null): void {
  const leftId = useRef(openThreadId);
  useEffect(() => {
    const threadId = leftId.current;
    leftId.current = openThreadId;
    if (threadId === null || openThreadId !== null || document.activeElement !== document.body) return;
    const row = (selector: string) => list.current?.querySelector<HTMLElement>(selector);
    const target = row(`a[href="${CSS.escape(hrefOf(threadId))}"]`) ?? row('a[tabindex="0"]');
    target?.focus({ preventScroll: true });
  }, [list, openThreadId]);
}
