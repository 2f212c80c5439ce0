import { useCallback, useLayoutEffect, useRef, type RefObject } from 'react';

/**
 * A list opens at its top for each search, and is back at its place when the search is over. Returns what has to be told
 * about scrolling: when a search begins it is too late to look, since the shorter list has moved already.
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
