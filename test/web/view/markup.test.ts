import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf, type Block, type Inline } from '../../../web/components/view/markup.ts';

/** The text as HTML-like tags, to compare. Marks that are not shown are left out. */
function shown(text: string): string {
  return blocksOf(text).map(showBlock).join('');
}

function showBlock(block: Block): string {
  if (block.kind === 'code') return `<pre>${block.code}</pre>`;
  const inside = block.parts.map(showInline).join('');
  return block.kind === 'lines' ? inside : `<${block.kind}>${inside}</${block.kind}>`;
}

function showInline(part: Inline): string {
  if (part.kind === 'mark') return '';
  if (part.kind === 'text') return part.text;
  const inside = 'parts' in part ? part.parts.map(showInline).join('') : part.text;
  const tag = { bold: 'b', italic: 'i', code: 'code', link: 'a' }[part.kind];
  return `<${tag}>${inside}</${tag}>`;
}

const written = (part: Inline): string => {
  if ('parts' in part) return part.parts.map(written).join('');
  return part.kind === 'link' ? part.source : part.text;
};
const source = (text: string) =>
  blocksOf(text)
    .map((block) =>
      block.kind === 'code' ? block.before + block.code + block.after : block.parts.map(written).join(''),
    )
    .join('');

describe('the formatting of a message', () => {
  it.each([
    ['a *bold* word', 'a <b>bold</b> word'],
    ['**twice** _it_ `code`', '<b>twice</b> <i>it</i> <code>code</code>'],
    ['*_both_* and _*both*_', '<b><i>both</i></b> and <i><b>both</b></i>'],
    ['(*bold*), *more*!', '(<b>bold</b>), <b>more</b>!'],
    ['*これ*は', '<b>これ</b>は'],
    ['`*no*` and `a_b_c`', '<code>*no*</code> and <code>a_b_c</code>'],
    ['*see https://a.example/x_y_z*', '<b>see <a>https://a.example/x_y_z</a></b>'],
    ['https://a.example/_x_ y', '<a>https://a.example/_x</a>_ y'],
    ['- one\n- *two*\nend', '<bullet>one\n</bullet><bullet><b>two</b>\n</bullet>end'],
    ['1. one\n2) two', '<number>1. one\n</number><number>2) two</number>'],
    ['> said\n> so\nI agree', '<quote>said\nso\n</quote>I agree'],
    ['look:\n```js\nconst a = *b*;\n```\nok', 'look:\n<pre>const a = *b*;</pre>ok'],
    ['```one line```', '<pre>one line</pre>'],
    ['```\n\n```', '<pre></pre>'],
  ])('%j', (text, html) => {
    expect(shown(text)).toBe(html);
  });

  it.each([
    '2 * 3 * 4 and 5*3*2',
    'snake_case_name and __init__',
    'an * alone, *open, _open, `open',
    'a* b* c_ d_',
    '** and **** and ``',
    '>5 and >:( and -5 and 1.5',
    'two *lines\nfar* apart',
    '```\nnever closed',
    '<b>no</b> & <script>alert(1)</script>',
    '*\u200d',
  ])('is not seen in %j', (text) => {
    expect(shown(text)).toBe(text);
  });

  const pieces = ['*', '**', '_', '`', '```', '\n', ' ', '> ', '- ', '1. ', 'a', 'é', '日', '😀', 'https://a.bc/', ')'];
  it('keeps every character in order, and nests at most as deep as there are kinds', () => {
    const depth = (part: Inline): number => ('parts' in part ? 1 + Math.max(0, ...part.parts.map(depth)) : 0);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        expect(source(text)).toBe(text);
        for (const block of blocksOf(text)) {
          if (block.kind !== 'code') expect(Math.max(0, ...block.parts.map(depth))).toBeLessThanOrEqual(3);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each(['*', '*a', '*a ', '_a *b ', '`', '`a ', '```\n', '```a\n', '> *a\n', '- _a\n', '**a *b _c ', ' *a*'])(
    'is found in 200 KB of %j in linear time',
    (piece) => {
      const timeOf = (length: number) => {
        const text = piece.repeat(length / piece.length);
        const start = performance.now();
        blocksOf(text);
        return performance.now() - start;
      };
      timeOf(20_000);
      // Quadratic time would be minutes.
      expect(timeOf(200_000)).toBeLessThan(3_000);
    },
  );
});
