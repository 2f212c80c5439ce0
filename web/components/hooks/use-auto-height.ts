import { useLayoutEffect, type RefObject } from 'react';

/** A longer text needs the whole height anyway, and measuring it would slow down every key press. */
const measuredMax = 8_000;

/** Makes a text field as high as its text, up to the `max-height` of its styles. */
export function useAutoHeight(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    if (text.length > measuredMax) return void (element.style.height = '100vh');
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [field, text]);
}
