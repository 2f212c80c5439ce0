import { useLayoutEffect, useRef, type RefObject } from 'react';
import { isFocusLost } from '../part/focus.ts';
import { usePart } from '../part/part-context.ts';

interface Place {
  element: HTMLElement;
  key: string;
  index: number;
}

/**
 * Keeps the focus in a list of rows of which only some are in the document. If the focused control or row is removed,
 * its row or else the one before it is focused. `focusRow` moves the focus to a row as soon as it is in the document.
 *
 * @param otherwise a selector of what is focused if no row is left
 */
export function useKeptFocus(list: RefObject<HTMLElement | null>, keys: readonly string[], otherwise: string) {
  const { root } = usePart();
  const last = useRef<Place | null>(null);
  const wanted = useRef<string | null>(null);
  useLayoutEffect(() => {
    const rowAt = (index: number) =>
      list.current?.querySelector<HTMLElement>(`[data-index="${index}"] [data-focusable]`) ?? null;
    if (wanted.current !== null) {
      const row = rowAt(keys.indexOf(wanted.current));
      if (row !== null) wanted.current = null;
      return row?.focus({ preventScroll: true });
    }
    const place = last.current;
    if (place === null || place.element.isConnected || list.current === null) return;
    if (!isFocusLost(list.current)) return;
    last.current = null;
    const index = keys.indexOf(place.key);
    // A row that is only out of sight is left alone.
    if (index >= 0) return rowAt(index)?.focus({ preventScroll: true });
    const row = rowAt(place.index) ?? rowAt(place.index - 1);
    (row ?? root.querySelector<HTMLElement>(otherwise))?.focus({ preventScroll: true });
  });
  return {
    noteFocus: (place: Place) => (last.current = place),
    focusRow: (key: string) => (wanted.current = key),
  };
}
