import { useState } from 'react';
import { cutChars } from '../../../protocol/text.ts';
import { strings } from '../view/strings.ts';
import { RichText } from './RichText.tsx';

const folded = { chars: 900, lines: 16 };
/** Folding only a little away would cost a click for nothing. */
const slack = 1.3;

/** A message's text; of a very long one the beginning, and a button for the rest. */
export function LongText({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  if (!isLong(text)) return <RichText text={text} />;
  return (
    <>
      <RichText text={open ? text : `${beginningOf(text)}…`} />
      <button type="button" className="text-button more-text" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? strings.message.showLess : strings.message.showMore}
      </button>
    </>
  );
}

function isLong(text: string): boolean {
  return text.length > folded.chars * slack || text.split('\n').length > folded.lines * slack;
}

function beginningOf(text: string): string {
  return cutChars(text.split('\n').slice(0, folded.lines).join('\n'), folded.chars).trimEnd();
}
