import type { MouseEvent, ReactNode } from 'react';
import { goToInbox, inboxHref } from '../state/route.ts';

interface InboxLinkProps {
  className: string;
  label?: string;
  children: ReactNode;
}

/** Back to the inbox: the browser's own way back, where that leads there. */
export function InboxLink({ className, label, children }: InboxLinkProps) {
  const follow = (event: MouseEvent) => {
    // Into another tab or window: the browser's own business.
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
