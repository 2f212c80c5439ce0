import { useState } from 'react';
import { cutChars } from '../../../protocol/text.ts';
import { strings } from '../view/strings.ts';
import { RichText } from './RichText.tsx';

const folded = { chars: 900, lines: 16 };
/** Texts are folded only beyond this factor, because hiding a few words is not worth a click. */
const slack = 1.3;

/** The text of a message. A very long one is folded, with a button that shows the rest. */
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
