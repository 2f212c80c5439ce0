import { useEffect, type RefObject } from 'react';

interface List {
  isAtEnd(threshold?: number): boolean;
  scrollToEnd(): void;
  options: { scrollEndThreshold: number };
}

/** Keeps the newest message visible when the window, a phone's keyboard or the composer makes the list smaller. */
export function useStayAtEnd(scroller: RefObject<HTMLElement | null>, list: List): void {
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let heightPx = element.clientHeight;
    const observer = new ResizeObserver(() => {
      const lostPx = heightPx - element.clientHeight;
      heightPx = element.clientHeight;
      if (lostPx > 0 && list.isAtEnd(list.options.scrollEndThreshold + lostPx)) list.scrollToEnd();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, list]);
}
