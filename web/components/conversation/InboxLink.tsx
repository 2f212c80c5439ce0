import type { MouseEvent, ReactNode } from 'react';
import { goToInbox, inboxHref } from '../state/route.ts';

interface InboxLinkProps {
  className: string;
  label?: string;
  children: ReactNode;
}

/** A link to the inbox. It goes back in the history if the previous entry is the inbox. */
export function InboxLink({ className, label, children }: InboxLinkProps) {
  const follow = (event: MouseEvent) => {
    // The browser opens the link in another tab or window.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    goToInbox();
  };
  return (
    <a className={className} href={inboxHref} aria-label={label} onClick={follow}>
      {children}
    </a>
  );
}
