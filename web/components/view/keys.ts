import type { KeyboardEvent } from 'react';

/** Enter or the space bar on a row itself, which stand for its actions. */
export function opensActions(event: KeyboardEvent<HTMLElement>): boolean {
  if (event.target !== event.currentTarget || !['Enter', ' '].includes(event.key)) return false;
  event.preventDefault();
  return true;
}
