const control = /\p{Cc}/gu;
const controlButNewlineAndTab = /[^\P{Cc}\n\t]/gu;

/** The number of code points. That is what people call characters, except for emoji of several code points. */
export function countChars(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The first `max` code points, so never half of a surrogate pair. */
export function cutChars(text: string, max: number): string {
  return text.length <= max ? text : Array.from(text).slice(0, max).join('');
}

/** Whether the text contains a control character (Unicode Cc). */
export function hasControl(text: string): boolean {
  return text.search(control) >= 0;
}

/** The content of a message as it is stored (WS-12): no control characters except `\n` and `\t`, trimmed, NFC. */
export function normaliseContent(text: string): string {
  return text.replace(controlButNewlineAndTab, '').trim().normalize('NFC');
}

/** A username or title as it is stored: no control characters, trimmed, cut to `max` code points. It may be empty. */
export function normaliseName(text: string, max: number): string {
  return cutChars(text.replace(control, '').trim(), max).trim();
}

const encoder = new TextEncoder();

/** The length in UTF-8 bytes. */
export function countBytes(text: string): number {
  return encoder.encode(text).length;
}
