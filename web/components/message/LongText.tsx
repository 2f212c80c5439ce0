import { useMemo, useState } from 'react';
import { foldedText } from '../view/fold.ts';
import { words } from '../words/index.ts';
import { RichText } from './RichText.tsx';

/** The text of a message. A very long one is folded, with a button that shows the rest. */
export function LongText({ text, tabbable }: { text: string; tabbable: boolean }) {
  const [open, setOpen] = useState(false);
  const beginning = useMemo(() => foldedText(text), [text]);
  if (beginning === null) return <RichText text={text} tabbable={tabbable} />;
  return (
    <>
      <RichText text={open ? text : `${beginning}…`} tabbable={tabbable} />
      <button type="button" className="text-button more-text" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? words.message.showLess : words.message.showMore}
      </button>
    </>
  );
}
