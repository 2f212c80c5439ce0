import { Fragment } from 'react';
import { linkParts } from '../view/links.ts';

/** A message's text with its links; React escapes the rest, so markup in it stays text. */
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
