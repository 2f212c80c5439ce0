import { Fragment, memo, useMemo, type ClipboardEvent } from 'react';
import { blocksOf, type Block, type Inline } from '../view/markup.ts';
import { withoutDirections } from '../view/names.ts';

interface RichTextProps {
  text: string;
  /** Whether its links are tab stops. */
  tabbable: boolean;
}

/**
 * The text of a message with its formatting and links. React escapes everything, so markup stays text. Parsed again
 * only if the text changes. The marks of the formatting stay in the document, invisible, so that copying returns them.
 */
export const RichText = memo(function RichText({ text, tabbable }: RichTextProps) {
  const blocks = useMemo(() => blocksOf(withoutDirections(text)), [text]);
  return (
    <span className="text" onCopy={copyText}>
      {blocks.map((block, index) => (
        <BlockText key={index} block={block} tabbable={tabbable} />
      ))}
    </span>
  );
});

function BlockText({ block, tabbable }: { block: Block; tabbable: boolean }) {
  if (block.kind === 'code') {
    return (
      <span className="text-code">
        <Mark text={block.before} />
        <code>{block.code}</code>
        <Mark text={block.after} />
      </span>
    );
  }
  const parts = <InlineText parts={block.parts} tabbable={tabbable} />;
  return block.kind === 'lines' ? parts : <span className={`text-${block.kind}`}>{parts}</span>;
}

function InlineText({ parts, tabbable }: { parts: readonly Inline[]; tabbable: boolean }) {
  return parts.map((part, index) => {
    switch (part.kind) {
      case 'text':
        return <Fragment key={index}>{part.text}</Fragment>;
      case 'mark':
        return <Mark key={index} text={part.text} />;
      case 'code':
        return <code key={index}>{part.text}</code>;
      case 'bold':
        return (
          <strong key={index}>
            <InlineText parts={part.parts} tabbable={tabbable} />
          </strong>
        );
      case 'italic':
        return (
          <em key={index}>
            <InlineText parts={part.parts} tabbable={tabbable} />
          </em>
        );
      case 'link':
        return <Link key={index} link={part} tabbable={tabbable} />;
    }
  });
}

function Mark({ text }: { text: string }) {
  return (
    <span className="text-mark" aria-hidden="true">
      {text}
    </span>
  );
}

/** Addresses are always read from left to right. */
function Link({ link, tabbable }: { link: { text: string; href: string }; tabbable: boolean }) {
  return (
    <a
      href={link.href}
      dir="ltr"
      target="_blank"
      rel="noopener noreferrer nofollow"
      tabIndex={tabbable ? undefined : -1}
    >
      {link.text}
    </a>
  );
}

/** Copies what is selected in one message as it was written. A selection of several messages is left to the browser. */
function copyText(event: ClipboardEvent<HTMLElement>): void {
  const selection = getSelection();
  const range = selection !== null && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
  if (range === null || !event.currentTarget.contains(range.commonAncestorContainer)) return;
  event.clipboardData.setData('text/plain', range.cloneContents().textContent);
  event.preventDefault();
}
