import { blocksOf, type Block, type Inline } from './markup.ts';

/** A text without the marks of its formatting, for a line that shows none: `*now*` as `now`. List items get a dot. */
export function plainText(text: string): string {
  const plain = blocksOf(text).map(blockText).join('');
  // Nothing but marks, such as an empty block of code.
  return plain.trim() === '' ? text : plain;
}

function blockText(block: Block): string {
  if (block.kind === 'code') return `${block.code}\n`;
  const texts = block.parts.map(inlineText);
  return block.kind === 'bullet' ? `• ${texts.join('')}` : texts.join('');
}

function inlineText(part: Inline): string {
  if (part.kind === 'mark') return '';
  return 'parts' in part ? part.parts.map(inlineText).join('') : part.text;
}
