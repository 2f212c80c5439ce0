import { limits } from './limits.ts';

const control = /\p{Cc}/gu;
const controlButNewlineAndTab = /[^\P{Cc}\n\t]/gu;
const lineBreak = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;
const blankFirstLines = /^(?:[^\S\n]*\n)+/;
/** U+2800 is a Braille pattern without dots. */
const nothingVisible = /^[\s\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

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

let segmenter: Intl.Segmenter | undefined;

/** The text in graphemes: what people call characters. There is one segmenter, because making one takes long. */
export function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/**
 * The longest beginning of whole graphemes with at most `max` code points: it cuts no flag, no family, no letter with
 * its accents in two.
 */
export function cutGraphemes(text: string, max: number): string {
  const start = cutChars(text, max);
  if (start === text) return text;
  // Where a grapheme ends depends on no more than the next code point.
  const last = graphemesOf(cutChars(text, max + 1)).containing(start.length);
  return text.slice(0, last?.index ?? 0);
}

/**
 * The first 100 code points, or fewer, so that no grapheme is cut in two (OBJ-3). A grapheme may be longer than 100
 * code points: a preview of such a text is empty.
 */
export function previewOf(text: string): string {
  return cutGraphemes(text, limits.previewChars);
}

/** Whether people see anything of the text: more than white space, control and format characters. */
export function hasVisible(text: string): boolean {
  return !nothingVisible.test(text);
}

/** Whether the text contains a control character (Unicode Cc). */
export function hasControl(text: string): boolean {
  return text.search(control) >= 0;
}

/**
 * The content of a message as it is stored (WS-12): `\n` for each line break, no other control characters except `\t`,
 * no blank lines at the start, no white space at the end, NFC. Empty if nothing in it is visible. The indentation of
 * the first line stays.
 */
export function normaliseContent(text: string): string {
  const cleaned = text.replace(lineBreak, '\n').replace(controlButNewlineAndTab, '');
  if (!hasVisible(cleaned)) return '';
  return cleaned.replace(blankFirstLines, '').trimEnd().normalize('NFC');
}

const encoder = new TextEncoder();

/** The length in UTF-8 bytes. */
export function countBytes(text: string): number {
  return encoder.encode(text).length;
}

/** What a push says of a message whose text is not to be shown (NT-3). */
export const bodyWithoutText = 'New message';
