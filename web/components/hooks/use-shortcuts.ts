import { useEffect, useRef } from 'react';
import { usePart } from '../part/part-context.ts';
import { shortcutOf, type Shortcut } from '../view/shortcut.ts';

/**
 * Runs these shortcuts, wherever the focus is, if the chat is the whole page. A dialog and the keys of an input method
 * are left alone.
 */
export function useShortcuts(run: Partial<Record<Shortcut, () => void>>): void {
  const { ownsPage } = usePart();
  const current = useRef(run);
  useEffect(() => {
    current.current = run;
  });
  useEffect(() => {
    if (!ownsPage) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      const shortcut = shortcutOf(event, isField(event.target));
      const action = shortcut === null ? undefined : current.current[shortcut];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [ownsPage]);
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
