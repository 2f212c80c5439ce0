import { expect, it } from 'vitest';
import { read, sources } from './repository.ts';

const columnsMax = 120;
const isComment = (line: string) => /^\s*(?:\/\/|\/\*|\*)/.test(line);
const url = /https?:\/\/\S+/g;
const text = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g;
const pattern = /\/(?:[^/\\\s]|\\.)(?:[^/\\]|\\.)*\/[a-z]*/g;
const backtick = /(?<!\\)`/;

/** The lines without what cannot be broken: URLs in comments, strings and patterns, templates of several lines. */
function breakableLines(source: string): string[] {
  let isInTemplate = false;
  return source.split('\n').map((line) => {
    if (!isInTemplate && isComment(line)) return line.replace(url, '');
    const code = isInTemplate ? line : line.replace(text, '').replace(pattern, '');
    const [before = '', ...after] = code.split(backtick);
    const wasInTemplate = isInTemplate;
    // A pair of backticks is a template in a template.
    if (after.length % 2 === 1) isInTemplate = !isInTemplate;
    return wasInTemplate ? '' : before;
  });
}

/** Prettier wraps code, but neither comments nor strings. */
it('no line is longer than 120 columns, unless a string or an URL makes it so', () => {
  const long = sources.flatMap((path) =>
    breakableLines(read(path)).flatMap((line, index) => (line.length > columnsMax ? `${path}:${index + 1}` : [])),
  );
  expect(long).toEqual([]);
});
