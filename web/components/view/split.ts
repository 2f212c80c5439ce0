import { limits } from '../../../protocol/limits.ts';
import { countChars, cutChars, cutGraphemes, normaliseContent } from '../../../protocol/text.ts';

/** At most this many messages are sent at once. More by one key press would flood the other person. */
export const partsMax = 5;

/** Where a text may be split, best first: between paragraphs, lines, sentences, words. */
const breaks = {
  lines: [/\n[^\S\n]{0,40}\n/g, /\n/g],
  words: [/[.!?…]["'”’»)\]]{0,3}[^\S\n]+|[。！？]/gu, /[^\S\n]+|[，、；：]/gu],
};
/** The next message begins with its indentation only if it begins with a new line. */
const spaces = /^[^\S\n]+/;
const joinsWhatIsBefore = /^[\p{M}\u200d\p{Emoji_Modifier}]/u;

interface Cut {
  at: number;
  isBetweenLines: boolean;
}

/**
 * Splits a text into messages of at most `max` code points: between paragraphs if possible, else between lines,
 * sentences, or words, and never inside a grapheme that fits. Returns none for an empty text, and null for one that
 * needs more than `partsMax` messages. Takes time in proportion to what fits into these, however long the text is.
 */
export function splitContent(text: string, max: number = limits.contentChars): string[] | null {
  // Normalising shortens real texts by far less than half, and a code point has at most two UTF-16 units.
  if (text.length > 4 * max * partsMax) return null;
  const messages: string[] = [];
  let rest = normaliseContent(text);
  while (rest !== '' && messages.length < partsMax) {
    if (fits(rest, max)) return [...messages, rest];
    const { at, isBetweenLines } = cutOf(rest, max);
    const message = normaliseContent(rest.slice(0, at));
    if (message !== '') messages.push(message);
    rest = normaliseContent(isBetweenLines ? rest.slice(at) : rest.slice(at).replace(spaces, ''));
  }
  return rest === '' ? messages : null;
}

function fits(text: string, max: number): boolean {
  return text.length <= max || (text.length <= 2 * max && countChars(text) <= max);
}

/** Where to cut, in UTF-16 units: after the last break of the best kind in the second half of what fits. */
function cutOf(text: string, max: number): Cut {
  const beginning = cutChars(text.slice(0, 2 * max + 2), max);
  const half = beginning.length / 2;
  const lines = lastBreak(text, beginning, breaks.lines, half);
  if (lines > 0) return { at: lines, isBetweenLines: true };
  // A long word, such as a link, stays whole even if little is before it.
  const words = lastBreak(text, beginning, breaks.words, half) || lastBreak(text, beginning, breaks.words.slice(1), 1);
  return { at: words || graphemesUpTo(text, beginning, max), isBetweenLines: false };
}

/** The end of the last break of the first kind that has one from `least` on; 0 if there is none. */
function lastBreak(text: string, beginning: string, kinds: readonly RegExp[], least: number): number {
  for (const kind of kinds) {
    const ends = [...beginning.matchAll(kind)].map(({ 0: { length }, index }) => index + length);
    const end = ends.findLast((at) => at >= least && !joinsWhatIsBefore.test(text.slice(at, at + 2)));
    if (end !== undefined) return end;
  }
  return 0;
}

/** A grapheme of more than `max` code points has to be cut. */
function graphemesUpTo(text: string, beginning: string, max: number): number {
  return cutGraphemes(text.slice(0, 2 * max + 2), max).length || beginning.length;
}
