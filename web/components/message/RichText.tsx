import { Fragment, memo } from 'react';
import { linkParts } from '../view/links.ts';
import { withoutDirections } from '../view/names.ts';

/**
 * The text of a message with its links. React escapes everything, so markup stays text. Parsed again only if the text
 * changes. Addresses are always read from left to right.
 */
export const RichText = memo(function RichText({ text }: { text: string }) {
  return linkParts(withoutDirections(text)).map((part, index) =>
    part.kind === 'text' ? (
      <Fragment key={index}>{part.text}</Fragment>
    ) : (
      <a key={index} href={part.href} dir="ltr" target="_blank" rel="noopener noreferrer nofollow">
        {part.text}
      </a>
    ),
  );
});
