import { useEffect, useState, type FocusEvent, type RefObject } from 'react';
import { isFocusLost } from '../part/focus.ts';

interface FocusedRow {
  id: string;
  index: number;
}

/**
 * Follows the focus through the rows of a list, whose elements have a `data-index`. If the focused row is removed, the
 * one in its place gets the focus. Returns the id of the focused row, and the handlers of the list.
 */
export function useRowFocus(list: RefObject<HTMLElement | null>, rows: readonly { id: string }[]) {
  const [focused, setFocused] = useState<FocusedRow | null>(null);
  useEffect(() => {
    if (focused === null || rows.some(({ id }) => id === focused.id)) return;
    setFocused(null);
    if (list.current === null || !isFocusLost(list.current)) return;
    const index = Math.min(focused.index, rows.length - 1);
    list.current.querySelector<HTMLElement>(`[data-index="${index}"] [data-thread]`)?.focus();
  }, [list, rows, focused]);
  return {
    focusedId: focused?.id ?? null,
    onFocus: ({ target }: FocusEvent<HTMLElement>) => {
      const index = Number(target.closest<HTMLElement>('[data-index]')?.dataset['index']);
      const row = rows[index];
      setFocused(row === undefined ? null : { id: row.id, index });
    },
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) => {
      if (relatedTarget !== null && !currentTarget.contains(relatedTarget)) setFocused(null);
    },
  };
}
