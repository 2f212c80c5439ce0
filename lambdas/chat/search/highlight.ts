import { fold } from '../../../protocol/fold.ts';
import { graphemesOf } from '../../../protocol/text.ts';
import { occurrences } from './match.ts';
import type { Term } from './query.ts';

/** UTF-16 units of a text, `end` excluded. */
export interface Range {
  start: number;
  end: number;
}

/**
 * Every occurrence of the terms in the text, in order. Ranges that overlap become one, and none cuts a grapheme in two:
 * no surrogate pair, no letter with its accents.
 */
export function highlightsOf(content: string, terms: readonly Term[]): Range[] {
  const folded = foldWithOrigins(content);
  const whole = wholeGraphemes(content);
  const ranges = terms.flatMap((term) =>
    Array.from(occurrences(folded.text, term), (at) =>
      whole({ start: folded.origins[at]!.start, end: folded.origins[at + term.text.length - 1]!.end }),
    ),
  );
  return joinOverlapping(ranges.sort((a, b) => a.start - b.start || a.end - b.end));
}

/** The folded text, and for each of its units the character that it comes from: folding changes lengths. */
function foldWithOrigins(content: string): { text: string; origins: Range[] } {
  const parts: string[] = [];
  const origins: Range[] = [];
  let start = 0;
  for (const character of content) {
    const end = start + character.length;
    const folded = foldCharacter(character);
    parts.push(folded);
    for (let unit = 0; unit < folded.length; unit += 1) origins.push({ start, end });
    start = end;
  }
  return { text: parts.join(''), origins };
}

/** Folding looks at one character at a time, so the folded characters together are the folded text. */
function foldCharacter(character: string): string {
  return character < '\u0080' ? character.toLowerCase() : fold(character);
}

function wholeGraphemes(content: string): (range: Range) => Range {
  // eslint-disable-next-line no-control-regex
  if (/^[\0-\x7F]*$/.test(content)) return (range) => range;
  const graphemes = graphemesOf(content);
  return ({ start, end }) => {
    const first = graphemes.containing(start);
    const last = graphemes.containing(end - 1);
    return { start: first?.index ?? start, end: last === undefined ? end : last.index + last.segment.length };
  };
}

function joinOverlapping(sorted: Range[]): Range[] {
  const joined: Range[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && range.start < last.end) last.end = Math.max(last.end, range.end);
    else joined.push({ ...range });
  }
  return joined;
}
