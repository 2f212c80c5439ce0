import { graphemesOf } from '../../../protocol/text.ts';

/** A part of a text that is shown as a hit of a search. */
export interface SnippetPart {
  text: string;
  isMarked: boolean;
}

interface Range {
  start: number;
  end: number;
}

/** How much is shown before the first marked word, and in all. */
const before = 40;
const most = 180;

/**
 * The part of a text around the first of the ranges, in one line, with all ranges in it marked. It cuts no grapheme in
 * two; without ranges it is the beginning.
 */
export function snippetOf(content: string, ranges: readonly Range[]): SnippetPart[] {
  const first = ranges[0]?.start ?? 0;
  const from = first <= before ? 0 : wordStart(content, first - before, first);
  const to = from + most >= content.length ? content.length : graphemeStart(content, from + most);
  const parts: SnippetPart[] = from > 0 ? [{ text: '…', isMarked: false }] : [];
  let end = from;
  const add = (text: string, isMarked: boolean) => {
    if (text !== '') parts.push({ text: text.replace(/\s+/g, ' '), isMarked });
  };
  for (const range of ranges.filter(({ start }) => start < to)) {
    add(content.slice(end, range.start), false);
    end = Math.min(range.end, to);
    add(content.slice(range.start, end), true);
  }
  add(content.slice(end, to), false);
  if (to < content.length) parts.push({ text: '…', isMarked: false });
  return parts;
}

/** After the first white space from there on; where the grapheme begins if there is none before `latest`. */
function wordStart(text: string, at: number, latest: number): number {
  const space = text.slice(at, latest).search(/\s/);
  return space < 0 ? graphemeStart(text, at) : at + space + 1;
}

function graphemeStart(text: string, at: number): number {
  return graphemesOf(text).containing(at)?.index ?? at;
}
