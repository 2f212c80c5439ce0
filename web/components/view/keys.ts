import type { KeyboardEvent } from 'react';
import { isTouch } from './touch.ts';

/** The code of every key that an input method has handled (UI Events, "keyCode"). */
const handledByInputMethod = 229;

/** Whether the key is Enter or the space bar on the row itself, which opens its actions. */
export function opensActions(event: KeyboardEvent<HTMLElement>): boolean {
  if (event.target !== event.currentTarget || !['Enter', ' '].includes(event.key)) return false;
  event.preventDefault();
  return true;
}

/**
 * Whether the key belongs to an input method, for example to choose a word. Safari ends a composition before it reports
 * the key that ended it: then only the code tells.
 */
export function isOfInputMethod({ nativeEvent }: Pick<KeyboardEvent, 'nativeEvent'>): boolean {
  return nativeEvent.isComposing || nativeEvent.keyCode === handledByInputMethod;
}

/**
 * Whether the key sends or saves the text of a field: Ctrl or Cmd with Enter everywhere, Enter alone where there is no
 * on-screen keyboard, whose Enter starts a new line.
 */
export function submits(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' || isOfInputMethod(event)) return false;
  return event.ctrlKey || event.metaKey || (!event.shiftKey && !isTouch());
}

/** Whether the key is Escape, and not one that only ends a composition. */
export function cancels(event: KeyboardEvent): boolean {
  return event.key === 'Escape' && !isOfInputMethod(event);
}
