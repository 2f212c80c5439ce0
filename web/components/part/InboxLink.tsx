import type { MouseEvent, ReactNode } from 'react';
import { usePart } from './part-context.ts';
import { opensElsewhere } from './PlaceLink.tsx';

interface InboxLinkProps {
  className: string;
  label?: string;
  children: ReactNode;
}

/** Leads back to the inbox: a link if it has an address, else a button. Nothing if there is no way back. */
export function InboxLink({ className, label, children }: InboxLinkProps) {
  const { inboxHref, close } = usePart();
  if (close === null) return null;
  const follow = (event: MouseEvent) => {
    if (opensElsewhere(event)) return;
    event.preventDefault();
    close();
  };
  const attributes = { className, 'aria-label': label, onClick: follow, children };
  return inboxHref === null ? <button type="button" {...attributes} /> : <a href={inboxHref} {...attributes} />;
}
