export type Shortcut = 'search' | 'next' | 'previous' | 'help';

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The shortcut of a key; null for all others. `isTyping`: the focus is in a field, where `?` is a character. */
export function shortcutOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Key, isTyping: boolean): Shortcut | null {
  if (key.toLowerCase() === 'k' && (ctrlKey || metaKey) && !altKey && !shiftKey) return 'search';
  if (altKey && !ctrlKey && !metaKey && !shiftKey) {
    if (key === 'ArrowDown') return 'next';
    if (key === 'ArrowUp') return 'previous';
  }
  return key === '?' && !isTyping && !ctrlKey && !metaKey && !altKey ? 'help' : null;
}
