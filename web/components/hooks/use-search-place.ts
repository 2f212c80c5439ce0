import { useCallback, useLayoutEffect, useRef, type RefObject } from 'react';

/**
 * Scrolls a list to its top for each search, and back to its former position after the search. Returns the `onScroll`
 * handler that notes the position: when a search begins, the shorter list has already moved.
 */
export function useSearchPlace(scroller: RefObject<HTMLElement | null>, query: string): () => void {
  const placePx = useRef(0);
  const shownQuery = useRef(query);
  useLayoutEffect(() => {
    if (shownQuery.current === query) return;
    shownQuery.current = query;
    scroller.current?.scrollTo(0, query === '' ? placePx.current : 0);
  }, [scroller, query]);
  return useCallback(() => {
    if (shownQuery.current === '') placePx.current = scroller.current?.scrollTop ?? 0;
  }, [scroller]);
}
