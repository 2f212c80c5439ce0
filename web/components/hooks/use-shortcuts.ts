import { useEffect, useRef } from 'react';
import { shortcutOf, type Shortcut } from '../view/shortcut.ts';

/** Runs these shortcuts, wherever the focus is. A dialog and the keys of an input method are left alone. */
export function useShortcuts(run: Partial<Record<Shortcut, () => void>>): void {
  const current = useRef(run);
  useEffect(() => {
    current.current = run;
  });
  useEffect(() => {
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
  }, []);
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
