import type { HTMLAttributes, MouseEvent } from 'react';
import { usePart } from './part-context.ts';

interface PlaceLinkProps extends HTMLAttributes<HTMLElement> {
  threadId: string;
  /** A message of the conversation. */
  seq?: number;
}

/** Leads to a conversation, or to a message in it: a link if conversations have addresses, else a button. */
export function PlaceLink({ threadId, seq, onClick, ...attributes }: PlaceLinkProps) {
  const { hrefOf, open } = usePart();
  const follow = (event: MouseEvent<HTMLElement>) => {
    onClick?.(event);
    if (opensElsewhere(event)) return;
    event.preventDefault();
    open(threadId, { seq });
  };
  if (hrefOf === null) return <button type="button" {...attributes} onClick={follow} />;
  return <a href={hrefOf(threadId, seq)} {...attributes} onClick={follow} />;
}

/** Whether the browser opens the link in another tab or window, or saves it. */
export function opensElsewhere({ ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean {
  return ctrlKey || metaKey || shiftKey || altKey;
}
