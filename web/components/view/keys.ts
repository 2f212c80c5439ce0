import type { KeyboardEvent } from 'react';

/** Whether the key is Enter or the space bar on the row itself, which opens its actions. */
export function opensActions(event: KeyboardEvent<HTMLElement>): boolean {
  if (event.target !== event.currentTarget || !['Enter', ' '].includes(event.key)) return false;
  event.preventDefault();
  return true;
}
