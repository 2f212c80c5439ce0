import { limits } from '../../../protocol/limits.ts';
import { countChars, normaliseContent } from '../../../protocol/text.ts';

const breaks = ['\n\n', '\n', '. ', ' '];

/**
 * Splits a text into messages of at most `max` code points: between paragraphs if possible, else between lines,
 * sentences, or words. Returns none for an empty text.
 */
export function splitContent(text: string, max: number = limits.contentChars): string[] {
  const messages: string[] = [];
  let rest = normaliseContent(text);
  while (countChars(rest) > max) {
    const end = cutAt(rest, max);
    const message = normaliseContent(rest.slice(0, end));
    if (message !== '') messages.push(message);
    rest = normaliseContent(rest.slice(end));
  }
  if (rest !== '') messages.push(rest);
  return messages;
}

/** Where to cut, in UTF-16 units: after the last suitable break in the second half of the text that fits. */
function cutAt(text: string, max: number): number {
  const fits = Array.from(text).slice(0, max).join('').length;
  for (const mark of breaks) {
    const at = text.lastIndexOf(mark, fits - mark.length);
    if (at >= fits / 2) return at + mark.length;
  }
  return fits;
}
