/** Text as the contract counts it: in Unicode code points, without control characters. */

const control = /\p{Cc}/gu;
const controlButNewlineAndTab = /[^\P{Cc}\n\t]/gu;

/** The number of code points: what a person would call characters, emoji of several points excepted. */
export function countChars(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The first `max` code points; never half of a surrogate pair. */
export function cutChars(text: string, max: number): string {
  return text.length <= max ? text : Array.from(text).slice(0, max).join('');
}

/** True where a control character (Unicode Cc) is in the text. */
export function hasControl(text: string): boolean {
  return text.search(control) >= 0;
}

/** A message's content as it is stored (WS-12): no control characters but `\n` and `\t`, trimmed, NFC. */
export function normaliseContent(text: string): string {
  return text.replace(controlButNewlineAndTab, '').trim().normalize('NFC');
}

/** A username or title as it is stored: no control characters, trimmed, cut to `max` code points; may become empty. */
export function normaliseName(text: string, max: number): string {
  return cutChars(text.replace(control, '').trim(), max).trim();
}

const encoder = new TextEncoder();

/** The length in UTF-8 bytes. */
export function countBytes(text: string): number {
  return encoder.encode(text).length;
}
