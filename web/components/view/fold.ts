import { graphemesOf } from '../../../protocol/text.ts';
import { linkRanges } from './links.ts';

/** A long text is folded to this many lines of a bubble on a wide screen. */
const foldedLines = 16;
const columns = 72;
/** Texts are folded only beyond this factor, because hiding a few words is not worth a click. */
const slack = 1.3;
/** The end of a folded text moves back by at most this many characters to the end of a word. */
const wordMax = 40;
/** Scripts and emoji whose characters take the place of two. */
const wide =
  /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3000-\u303f\uff01-\uff60]/u;

/**
 * The beginning of a text that is too long to show at once; null if it is not. What counts are the lines that it takes,
 * not its length: an emoji of eleven UTF-16 units takes no more room than one of two. The beginning ends between words
 * if possible, and never inside a link or a grapheme.
 */
export function foldedText(text: string): string | null {
  if (!mayBeLong(text)) return null;
  const end = endOfLines(text);
  if (end === null) return null;
  const beginning = text.slice(0, wholeWordsUpTo(text, end)).trimEnd();
  const link = linkRanges(text).find((range) => range.start < beginning.length && beginning.length < range.end);
  if (link === undefined) return beginning;
  const before = text.slice(0, link.start).trimEnd();
  if (before !== '') return before;
  return link.end < text.length ? text.slice(0, link.end) : null;
}

function wholeWordsUpTo(text: string, end: number): number {
  const from = Math.max(0, end - wordMax);
  const space = [...text.slice(from, end + 1).matchAll(/\s/g)].at(-1)?.index;
  return space === undefined ? end : from + space;
}

/** A quick look, as nearly every message is short. No UTF-16 unit takes more than two columns. */
function mayBeLong(text: string): boolean {
  if (text.length * 2 > foldedLines * columns) return true;
  return text.split('\n').length > foldedLines * slack;
}

/** Where the last line that is shown ends; null if the text has few more lines than that. */
function endOfLines(text: string): number | null {
  let [line, column, end] = [1, 0, 0];
  for (const { segment, index } of graphemesOf(text)) {
    const width = wide.test(segment) ? 2 : 1;
    const isBreak = segment === '\n';
    if (isBreak || column + width > columns) [line, column] = [line + 1, 0];
    if (line > foldedLines && end === 0) end = index;
    if (line > foldedLines * slack) return end;
    if (!isBreak) column += width;
  }
  return null;
}
