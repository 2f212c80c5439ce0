import type { KeyboardEvent } from 'react';

/** Moves the focus up and down through the links of a list of search results. */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const focused = (event.target as HTMLElement).closest('[data-found]');
  if (step === undefined || focused === null) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-found]')];
  event.preventDefault();
  all[all.indexOf(focused as HTMLElement) + step]?.focus();
}
