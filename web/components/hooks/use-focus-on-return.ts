import { useEffect, useRef, type RefObject } from 'react';
import { hrefOf } from '../state/route.ts';

/** Whoever comes back from a conversation is at its line of the inbox again, or at the first one in reach. */
export function useFocusOnReturn(list: RefObject<HTMLElement | null>, openThreadId: string | null): void {
  const leftId = useRef(openThreadId);
  useEffect(() => {
    const threadId = leftId.current;
    leftId.current = openThreadId;
    if (threadId === null || openThreadId !== null || document.activeElement !== document.body) return;
    const line = (selector: string) => list.current?.querySelector<HTMLElement>(selector);
    const target = line(`a[href="${CSS.escape(hrefOf(threadId))}"]`) ?? line('a[tabindex="0"]');
    target?.focus({ preventScroll: true });
  }, [list, openThreadId]);
}
