import { useEffect } from 'react';
import { usePart } from '../part/part-context.ts';

/**
 * Ctrl+F, or Cmd+F, opens the search of the conversation if the chat is the whole page: the browser's own finds only
 * the messages that are on the screen. Pressed again in the search field, it is the browser's.
 */
export function useFindKey(fieldSelector: string, onFind: () => void): void {
  const { root, ownsPage } = usePart();
  useEffect(() => {
    if (!ownsPage) return;
    const find = (event: KeyboardEvent) => {
      const isFind = event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey);
      if (!isFind || event.altKey || event.shiftKey) return;
      const field = root.querySelector<HTMLElement>(fieldSelector);
      if (document.querySelector('dialog[open]') !== null || (field !== null && field === document.activeElement))
        return;
      event.preventDefault();
      field?.focus();
      onFind();
    };
    addEventListener('keydown', find);
    return () => removeEventListener('keydown', find);
  }, [root, ownsPage, fieldSelector, onFind]);
}
