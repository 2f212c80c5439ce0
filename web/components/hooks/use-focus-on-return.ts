import { useEffect, useRef, type RefObject } from 'react';
import { isFocusLost } from '../part/focus.ts';

/** After a conversation is closed, focuses its row of the inbox, or else the row that Tab reaches. */
export function useFocusOnReturn(list: RefObject<HTMLElement | null>, openThreadId: string | null): void {
  const leftId = useRef(openThreadId);
  useEffect(() => {
    const threadId = leftId.current;
    leftId.current = openThreadId;
    if (list.current === null || threadId === null || openThreadId !== null || !isFocusLost(list.current)) return;
    const row = (selector: string) => list.current?.querySelector<HTMLElement>(selector);
    const target = row(`[data-thread="${CSS.escape(threadId)}"]`) ?? row('[data-thread][tabindex="0"]');
    target?.focus({ preventScroll: true });
  }, [list, openThreadId]);
}
