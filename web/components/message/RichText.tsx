import { Fragment } from 'react';
import { linkParts } from '../view/links.ts';

/** The text of a message with its links. React escapes everything, so markup stays text. */
export function RichText({ text }: { text: string }) {
  return linkParts(text).map((part, index) =>
    part.kind === 'text' ? (
      <Fragment key={index}>{part.text}</Fragment>
    ) : (
      <a key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
        {part.text}
      </a>
    ),
  );
}
