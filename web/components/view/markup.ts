import { linkParts, linkRanges, type TextPart } from './links.ts';

/** A piece of a line. Marks, such as the asterisks around bold text, are kept: all pieces together are the text. */
export type Inline = TextPart | { kind: 'mark' | 'code'; text: string } | { kind: 'bold' | 'italic'; parts: Inline[] };

/** Lines of a message. Each ends with its own line break, if the text has one there. */
export type Block =
  | { kind: 'lines' | 'quote' | 'bullet' | 'number'; parts: Inline[] }
  | { kind: 'code'; before: string; code: string; after: string };

const fence = '```';
const info = /^```[\w+#.-]{0,20}\s*$/;
const starts = [
  { kind: 'quote', pattern: /^> / },
  { kind: 'bullet', pattern: /^ {0,8}[-*•] (?=\S)/ },
  { kind: 'number', pattern: /^ {0,8}\d{1,3}[.)] (?=\S)/ },
] as const;
const anyMark = /[*_`>•]|^ {0,8}(?:-|\d{1,3}[.)]) /m;

/**
 * The formatting that people type: `*bold*`, `_italic_`, `` `code` ``, fenced code, lists and quotes. Takes time in
 * proportion to the length of the text. What looks like formatting but is not complete stays text.
 */
export function blocksOf(text: string): Block[] {
  if (!anyMark.test(text)) return [{ kind: 'lines', parts: linkParts(text) }];
  const lines = text.split(/(?<=\n)/);
  const blocks: Block[] = [];
  // No line from here on closes a fence.
  let unclosedFrom = Infinity;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]!;
    const end = line.startsWith(fence) && index < unclosedFrom ? closingLine(lines, index) : null;
    if (end === null) {
      if (line.startsWith(fence)) unclosedFrom = Math.min(unclosedFrom, index);
      put(blocks, lineBlock(line));
      continue;
    }
    blocks.push(codeBlock(lines.slice(index, end + 1).join('')));
    index = end;
  }
  return blocks;
}

/** The line that ends the fence which begins at `from`; null if there is none. */
function closingLine(lines: readonly string[], from: number): number | null {
  for (let index = from; index < lines.length; index += 1) {
    const line = lines[index]!.trimEnd();
    if (line.endsWith(fence) && (index > from || line.length > 2 * fence.length)) return index;
  }
  return null;
}

function codeBlock(text: string): Block {
  const first = text.indexOf('\n') + 1;
  const begin = first > 0 && info.test(text.slice(0, first)) ? first : fence.length;
  const close = text.lastIndexOf(fence);
  const end = close > begin && text[close - 1] === '\n' ? close - 1 : close;
  return { kind: 'code', before: text.slice(0, begin), code: text.slice(begin, end), after: text.slice(end) };
}

function lineBlock(line: string): Block {
  for (const { kind, pattern } of starts) {
    const mark = pattern.exec(line)?.[0];
    if (mark === undefined) continue;
    // A number stays visible; the page draws the others.
    const shown = { kind: kind === 'number' ? 'text' : 'mark', text: mark } as const;
    return { kind, parts: [shown, ...inlineOf(line.slice(mark.length))] };
  }
  return { kind: 'lines', parts: inlineOf(line) };
}

/** Lines of one kind that follow each other are one block, except for the items of a list. */
function put(blocks: Block[], next: Block): void {
  const last = blocks.at(-1);
  const joins = next.kind === 'lines' || next.kind === 'quote';
  if (joins && last?.kind === next.kind) last.parts.push(...next.parts);
  else blocks.push(next);
}

interface Opener {
  mark: string;
  /** Where its mark is in the parts. */
  at: number;
}

const marks = /`|(?<!\*)\*{1,2}(?!\*)|(?<!_)_(?!_)/g;
/** A letter or digit, of a script that puts spaces between words. */
const word = /[\p{L}\p{N}]/u;
const spaceless = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/** The code that a backtick begins; null if none ends it. */
function codeAt(line: string, start: number): string | null {
  const end = line.indexOf('`', start + 1);
  return end > start + 1 ? line.slice(start, end + 1) : null;
}

/** The marks of a line, and its code as one token each: marks in code are none. */
function* tokensOf(line: string): Generator<{ token: string; index: number }> {
  let from = 0;
  for (const { 0: mark, index } of line.matchAll(marks)) {
    const token = mark === '`' && index >= from ? codeAt(line, index) : mark;
    if (index < from || token === null) continue;
    from = index + token.length;
    yield { token, index };
  }
}

/** The pieces of one line. */
function inlineOf(line: string): Inline[] {
  const links = linkRanges(line);
  const parts: Inline[] = [];
  const openers: Opener[] = [];
  let shown = 0;
  let link = 0;
  const showUpTo = (end: number) => {
    if (end > shown) parts.push(...linkParts(line.slice(shown, end)));
    shown = end;
  };
  for (const { token, index } of tokensOf(line)) {
    while (link < links.length && links[link]!.end <= index) link += 1;
    // Marks in an address belong to it.
    if (link < links.length && links[link]!.start <= index) continue;
    const end = index + token.length;
    if (token.startsWith('`')) {
      showUpTo(index);
      const code = { kind: 'code', text: token.slice(1, -1) } as const;
      parts.push({ kind: 'mark', text: '`' }, code, { kind: 'mark', text: '`' });
      shown = end;
      continue;
    }
    const opener = mayClose(line, index, end) ? openers.findLast(({ mark }) => mark === token) : undefined;
    if (opener === undefined && !mayOpen(line, index, end)) continue;
    showUpTo(index);
    shown = end;
    parts.push({ kind: 'mark', text: token });
    if (opener !== undefined && opener.at < parts.length - 2) close(parts, openers, opener);
    else remember(parts, openers, { mark: token, at: parts.length - 1 });
  }
  showUpTo(line.length);
  openers.forEach((opener) => giveUp(parts, opener));
  return parts;
}

/** Puts what is after the opening mark into one part. Other marks that were opened in it stay text. */
function close(parts: Inline[], openers: Opener[], opener: Opener): void {
  while (openers.length > 0) {
    const last = openers.pop()!;
    if (last === opener) break;
    giveUp(parts, last);
  }
  const inside = parts.splice(opener.at);
  parts.push({ kind: opener.mark === '_' ? 'italic' : 'bold', parts: inside });
}

/** Of two marks of one kind that could open, the later one counts. So nothing is nested deeper than the kinds. */
function remember(parts: Inline[], openers: Opener[], opener: Opener): void {
  const same = openers.findIndex(({ mark }) => mark === opener.mark);
  if (same >= 0) openers.splice(same).forEach((dropped) => giveUp(parts, dropped));
  openers.push(opener);
}

/** Nothing closes this mark, so that it is text. */
function giveUp(parts: Inline[], { at, mark }: Opener): void {
  parts[at] = { kind: 'text', text: mark };
}

function mayOpen(line: string, start: number, end: number): boolean {
  return !isWord(before(line, start)) && /\S/.test(line.slice(end, end + 1));
}

function mayClose(line: string, start: number, end: number): boolean {
  return start > 0 && /\S/.test(line.slice(start - 1, start)) && !isWord(after(line, end));
}

function isWord(character: string): boolean {
  return word.test(character) && !spaceless.test(character);
}

function before(line: string, at: number): string {
  const code = line.codePointAt(at - 2);
  return code !== undefined && code > 0xffff ? line.slice(at - 2, at) : line.slice(Math.max(0, at - 1), at);
}

function after(line: string, at: number): string {
  const code = line.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}
