import { useEffect } from 'react';

/**
 * Ctrl+F, or Cmd+F, opens the search of the conversation: the browser's own finds only the messages that are on the
 * screen. Pressed again in the search field, it is the browser's.
 */
export function useFindKey(fieldId: string, onFind: () => void): void {
  useEffect(() => {
    const find = (event: KeyboardEvent) => {
      const isFind = event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey);
      if (!isFind || event.altKey || event.shiftKey) return;
      const field = document.getElementById(fieldId);
      if (document.querySelector('dialog[open]') !== null || (field !== null && field === document.activeElement))
        return;
      event.preventDefault();
      field?.focus();
      onFind();
    };
    addEventListener('keydown', find);
    return () => removeEventListener('keydown', find);
  }, [fieldId, onFind]);
}
