import { words } from '../words/index.ts';

/** 1 where lines of the page begin at the left, -1 where they begin at the right. */
export function towardsEnd(): 1 | -1 {
  return words.direction === 'rtl' ? -1 : 1;
}

/** Where an arrow key leads in a row of things: 1 to the next, -1 to the one before, 0 for all other keys. */
export function stepSideways(key: string): number {
  if (key === 'ArrowRight') return towardsEnd();
  return key === 'ArrowLeft' ? -towardsEnd() : 0;
}
